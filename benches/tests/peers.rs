//! The comparison runs, and everybody in it agrees.

use std::{fs, path::Path, process::Command};

#[test]
fn a_quick_comparison_agrees_and_reports() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let done = Command::new(env!("CARGO_BIN_EXE_peers")).arg("--quick").arg("--out").arg(&out).output();
    let done = done.expect("the program starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));

    let backend = otp_core::mac::Backend::best();
    let report = fs::read_to_string(out.join(format!("peers-{backend}.md"))).expect("a report");
    assert_eq!(report, String::from_utf8_lossy(&done.stdout));
    assert!(!report.contains("NaN") && !report.contains("inf"), "{report}");
    let chart = fs::read_to_string(out.join(format!("peers-{backend}.svg"))).expect("a chart");
    assert!(chart.ends_with("</svg>\n"));
}
