//! What the figures were measured on.

use std::fs;

/// The processor, as the system names it.
pub(crate) fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = info.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        Some(line.split_once(':')?.1.trim())
    };
    match (field("model name"), field("cpu family"), field("model")) {
        (Some(name), Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => format!("unknown ({})", std::env::consts::ARCH),
    }
}

/// The extensions that matter here and that it has.
pub(crate) fn features() -> Vec<&'static str> {
    macro_rules! detected {
        ($detected:ident: $($feature:tt),*) => {
            [$(($feature, std::arch::$detected!($feature))),*]
        };
    }
    #[cfg(target_arch = "x86_64")]
    let known =
        detected!(is_x86_feature_detected: "sha", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl");
    #[cfg(target_arch = "aarch64")]
    let known = detected!(is_aarch64_feature_detected: "neon", "sha2", "sha3");
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let known = [("", false)];
    known.into_iter().filter_map(|(feature, detected)| detected.then_some(feature)).collect()
}

/// The version of a package that this program was built with, from the lock file: of the one that this crate names,
/// where there are several.
pub(crate) fn locked(package: &str) -> String {
    locked_in(include_str!("../../Cargo.lock"), package).expect("the lock file names what was built")
}

fn locked_in(lock: &str, package: &str) -> Option<String> {
    let section = |name: &str| {
        lock.split("[[package]]").find(|section| section.contains(&format!("\nname = \"{name}\"\n")))
    };
    let named = section(env!("CARGO_PKG_NAME"))?.split('"').find_map(|text| {
        let rest = text.strip_prefix(package)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim().to_owned())
    })?;
    if named.is_empty() {
        Some(section(package)?.split_once("\nversion = \"")?.1.split('"').next()?.to_owned())
    } else {
        Some(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_versions_ours_is_told() {
        let lock = r#"
[[package]]
name = "hmac"
version = "0.12.1"

[[package]]
name = "hmac"
version = "0.13.0"

[[package]]
name = "otp-benches"
version = "0.1.0"
dependencies = [
 "hmac 0.13.0",
 "hmac-like",
 "ring",
]

[[package]]
name = "ring"
version = "0.17.14"
"#;
        assert_eq!(locked_in(lock, "hmac").as_deref(), Some("0.13.0"));
        assert_eq!(locked_in(lock, "ring").as_deref(), Some("0.17.14"));
        assert_eq!(locked_in(lock, "slauth"), None);
    }
}
