"""Answers questions about one token, a line each: a judge for histories.

The lines are those that ``otp-core/tests/history/piped.rs`` describes. What is not a refusal ends the program.
"""

from __future__ import annotations

import sys

from otp_core import Attempt, Locked, Rejected, Throttle, ThrottlePolicy, Token, Trail, WrongKind, state_from_bytes


class Judge:
    """One token, and the attempt that was begun for its next verdict. Answers with what is to be stored."""

    def new(self, kind: str, key: str, look_ahead: str, resync_window: str, _behind: str, ahead: str, *limits: str):
        limit, first_lock, longest_lock, stop = map(int, limits)
        throttle = ThrottlePolicy(limit=limit, first_lock=first_lock, longest_lock=longest_lock, stop=stop)
        # The window of a clock reaches as far to either side here.
        clock = kind.startswith("totp")
        windows = {"resync_window": int(ahead if clock else resync_window)}
        windows |= {} if clock else {"look_ahead": int(look_ahead)}
        self.token = Token(kind, bytes.fromhex(key), throttle=throttle, **windows)

    def begin(self, throttle: str, now: str):
        policy = self.token.throttle_policy
        self.attempt = Throttle.from_bytes(bytes.fromhex(throttle)).begin(int(now), policy=policy)
        return self.attempt.throttle

    def verify(self, state: str, code: str, now: str):
        return self.next(self.token.verify(self.read(state), code, int(now), attempt=self.attempt), state)

    def resync(self, state: str, now: str, *codes: str):
        return self.next(self.token.resync(self.read(state), codes, int(now), attempt=self.attempt), state)

    def push(self, trail: str, code: str, now: str):
        return Trail.from_bytes(bytes.fromhex(trail)).push(code, int(now))

    def trail(self, state: str, trail: str, count: str, now: str):
        run = Trail.from_bytes(bytes.fromhex(trail)).last(int(count), int(now))
        if run is None:
            return None
        resynced = self.token.resync(self.read(state), run, int(now), attempt=Attempt.unthrottled())
        return self.next(resynced, state)

    def reset(self, now: str):
        return self.token.reset_clock(int(now))

    def read(self, state: str):
        return state_from_bytes(bytes.fromhex(state))

    def next(self, verdict, state: str):
        assert verdict.previous == self.read(state)
        return verdict.next


judge = Judge()
for line in sys.stdin:
    question, *words = line.split()
    try:
        stored = getattr(judge, question)(*words)
    except (Rejected, Locked, WrongKind):
        stored = None
    sys.stdout.write("-\n" if stored is None else f"{stored.to_bytes().hex()}\n")
    sys.stdout.flush()
