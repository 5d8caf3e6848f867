//! FreeIPA: `validate` and `otp_token_validate_berval` of `daemons/ipa-slapi-plugins/libotp/otp_token.c` (commit
//! 414529f9), with the default windows of `otp_config.c` (782ad366).

use super::Codes;

/// A counter token.
pub(crate) struct Hotp {
    /// The next counter.
    pub(crate) counter: i64,
    pub(crate) auth_window: i64,
    pub(crate) sync_window: i64,
}

impl Hotp {
    pub(crate) fn new(counter: i64) -> Self {
        Self { counter, auth_window: 10, sync_window: 100 }
    }

    /// One code logs in, two synchronize: the first place that fits them all.
    pub(crate) fn validate(&mut self, codes: &Codes, typed: &[u32]) -> bool {
        let window = if typed.len() == 1 { self.auth_window } else { self.sync_window };
        let found = (0..window).map(|i| self.counter + i).find(|first| codes.show(*first, typed));
        if let Some(first) = found {
            self.counter = first + count(typed);
        }
        found.is_some()
    }
}

/// A clock token.
pub(crate) struct Totp {
    pub(crate) time_step: i64,
    /// Seconds.
    pub(crate) auth_window: i64,
    /// Seconds.
    pub(crate) sync_window: i64,
    /// The least step that is not spent, 0 before the first login.
    pub(crate) watermark: i64,
    /// Seconds that the token is thought to be ahead.
    pub(crate) offset: i64,
}

impl Totp {
    pub(crate) fn new(watermark: i64) -> Self {
        Self { time_step: 30, auth_window: 300, sync_window: 86_400, watermark, offset: 0 }
    }

    /// One code logs in, two synchronize: the place that fits them all and is nearest to the corrected step, ahead
    /// before behind.
    pub(crate) fn validate(&mut self, codes: &Codes, now: i64, typed: &[u32]) -> bool {
        let window = if typed.len() == 1 { self.auth_window } else { self.sync_window };
        let centre = (now + self.offset) / self.time_step;
        let found = (0..window)
            .take_while(|i| i * self.time_step < window)
            .flat_map(|i| [centre + i, centre - i])
            .filter(|first| self.watermark == 0 || *first >= self.watermark)
            .find(|first| codes.show(*first, typed));
        if let Some(first) = found {
            // One past the last code: right for the watermark, one too many for the offset.
            let next = first + count(typed);
            if typed.len() == 2 {
                self.offset = (next - now / self.time_step) * self.time_step;
            }
            self.watermark = next;
        }
        found.is_some()
    }
}

fn count(typed: &[u32]) -> i64 {
    typed.len().try_into().expect("one or two")
}
