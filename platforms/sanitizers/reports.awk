# Counts what MemorySanitizer reports. A path may report where it makes its verdict public, and nowhere else; a leak
# reports.
$1 == "path" || $1 == "leak" { kind = $1; allowed = $2; name = $0; count[kind]++; next }
$1 == "end" { ended = 1 }
/^SUMMARY: MemorySanitizer/ && / in otp_core::ct::reveal$/ { revealed++; next }
/^SUMMARY: MemorySanitizer/ && kind == "leak" { leaks[name]++; next }
# Whether a text can be read is public.
/^SUMMARY: MemorySanitizer/ && allowed-- > 0 && / in base(16|32)ct::/ { read++; next }
/^SUMMARY: MemorySanitizer/ { print name ": " $0; found++ }
END {
    for (name in leaks) list = list " " substr(name, 8)
    print count["path"] " paths, " found + 0 " findings, " revealed " verdicts made public, " \
        read + 0 " texts that can be read; leaks found:" list
    exit !ended || found > 0 || count["path"] < 1000 || revealed < 1000 || length(leaks) < 7
}
