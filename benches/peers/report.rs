//! The figures as Markdown that reads well as plain text too.

use crate::{
    demand::Finding,
    libraries, machine,
    ours::OURS,
    rows::{Row, Scale},
    stats::Figure,
};
use std::fmt::Write as _;

/// The whole report; `chart` is the name of the file beside it.
pub(crate) fn markdown(rows: &[Row], chart: &str, rounds: usize) -> String {
    let mut text = head(rows, chart, rounds);
    let findings: Vec<&Finding> = rows.iter().flat_map(|row| &row.findings).collect();
    text += "\n## What is demanded\n\n";
    text += &demands(&findings);
    for row in rows {
        let _ = write!(text, "\n## {}\n\n{}", row.title, figures(row));
    }
    text
}

fn head(rows: &[Row], chart: &str, rounds: usize) -> String {
    let first = &rows[0].race;
    let nanoseconds = first.cycle.unit();
    let cycles = first.times[0].unit_over(&first.cycle);
    let peers: Vec<_> = [&OURS]
        .into_iter()
        .chain(libraries::ALL)
        .map(|peer| format!("{} ({})", peer.name, (peer.version)()))
        .collect();
    let left_out: Vec<_> = libraries::left_out().collect();
    let left_out = if left_out.is_empty() { "nobody".into() } else { left_out.join(", ") };
    format!(
        "# otp-core beside its peers\n\n\
         ![nanoseconds for one candidate]({chart})\n\n\
         * Machine: {}; {}; about {:.2} GHz while measuring\n\
         * Date: {}\n\
         * Compiler: {}\n\
         * Command: `make bench-peers`\n\
         * Contenders: {}\n\
         * Left out: {left_out}\n\
         * otp-core takes {:.1} cycles for each of 1001 candidates, at the best backend\n\n\
         HMAC-SHA1 and six digits unless said. One process; the contenders of a table take turns, {rounds} rounds. \
         Figures are medians; spread is the inter-quartile range. A ratio is the median, with its quartiles, of the \
         quotients of each round. All search the whole window for a code that is not in it, after each has found \
         planted codes and missed others.\n",
        machine::processor(),
        machine::features().join(" "),
        1.0 / nanoseconds.median,
        jiff::Timestamp::now().strftime("%F"),
        env!("RUSTC_VERSION"),
        peers.join("; "),
        cycles.median,
    )
}

fn demands(findings: &[&Finding]) -> String {
    let header = ["work", "beside", "measured", "demanded", "aim", "verdict"].map(String::from);
    let rows = findings.iter().map(|finding| {
        let (demanded, aim) = finding.bound.cells();
        let measured =
            finding.measured.map_or_else(|| "–".into(), |ratio| format!("{}×", Figure(ratio.median)));
        [finding.work.clone(), finding.against.clone(), measured, demanded, aim, finding.verdict.to_string()]
    });
    table(&[header].into_iter().chain(rows).collect::<Vec<_>>())
}

fn figures(row: &Row) -> String {
    let base = &row.race.times[0];
    let ratio = format!("× {}", base.name);
    let header = ["", "ns a call", "spread", "ns a candidate", &ratio].map(String::from);
    let mut times: Vec<_> = row.race.times.iter().collect();
    if base.name == OURS.name {
        times[1..].sort_by(|one, other| one.call().median.total_cmp(&other.call().median));
    }
    let rows = times.into_iter().map(|times| {
        let ratio = match row.scale {
            Scale::Call => times.over(base),
            Scale::Candidate => times.unit_over(base),
        };
        [
            times.name.clone(),
            Figure(times.call().median).to_string(),
            format!("{:.0} %", times.call().percent()),
            Figure(times.unit().median).to_string(),
            if std::ptr::eq(times, base) { "1".into() } else { ratio.to_string() },
        ]
    });
    table(&[header].into_iter().chain(rows).collect::<Vec<_>>())
}

/// Cells padded to columns: the first to the left, the rest to the right.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0).max(3));
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let _ =
                if at == 0 { write!(text, "| {cell:width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text += "|\n";
        if number == 0 {
            for (at, width) in widths.into_iter().enumerate() {
                let _ = if at == 0 {
                    write!(text, "|{:-<1$}", "", width + 2)
                } else {
                    write!(text, "|{:-<1$}:", "", width + 1)
                };
            }
            text += "|\n";
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_table_is_aligned() {
        let rows = [["who", "×"], ["liboath", "39.4"]].map(|row| row.map(String::from));
        assert_eq!(table(&rows), "| who     |    × |\n|---------|-----:|\n| liboath | 39.4 |\n");
    }
}
