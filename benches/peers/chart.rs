//! The first row as bars.

use crate::{ours::OURS, rounds::Race, stats::Figure};
use std::fmt::Write as _;

/// An SVG that carries its own background and follows the reader's colour scheme, so that it can be read on any page.
pub(crate) fn svg(title: &str, race: &Race) -> String {
    let ours = &race.times[0];
    let mut bars: Vec<_> = race
        .times
        .iter()
        .map(|times| (times.name.as_str(), times.unit().median, times.over(ours).median))
        .collect();
    bars.sort_by(|(_, one, _), (_, other, _)| one.total_cmp(other));
    let slowest = bars.iter().map(|(_, ns, _)| *ns).fold(1.0, f64::max);
    let height = TOP + ROW * bars.len() + 16;

    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t">
<title id="t">{title}: nanoseconds for one candidate</title>
<style>
.card {{ fill: #ffffff; stroke: #d1d9e0 }} text {{ fill: #1f2328; font: 14px system-ui, sans-serif }}
.head {{ font-weight: 600; font-size: 16px }} .quiet {{ fill: #59636e }} .peer {{ fill: #afb8c1 }} .ours {{ fill: #1a7f37 }}
@media (prefers-color-scheme: dark) {{
.card {{ fill: #0d1117; stroke: #3d444d }} text {{ fill: #f0f6fc }}
.quiet {{ fill: #9198a1 }} .peer {{ fill: #656c76 }} .ours {{ fill: #3fb950 }}
}}
</style>
<rect class="card" x="0.5" y="0.5" width="{}" height="{}" rx="6"/>
<text class="head" x="{MARGIN}" y="30">{title}</text>
<text class="quiet" x="{MARGIN}" y="52">nanoseconds for one candidate, less is faster</text>
"#,
        WIDTH - 1,
        height - 1,
    );
    for (at, (name, ns, ratio)) in bars.into_iter().enumerate() {
        let (class, note) = if name == OURS.name {
            ("ours", String::new())
        } else {
            ("peer", format!(r#" <tspan class="quiet">{}×</tspan>"#, Figure(ratio)))
        };
        let (y, length) = (TOP + ROW * at, (ns / slowest * LONGEST).max(2.0));
        let _ = write!(
            svg,
            r#"<text x="{}" y="{}" text-anchor="end">{name}</text>
<rect class="{class}" x="{LEFT}" y="{}" width="{length:.1}" height="18" rx="3"/>
<text x="{:.1}" y="{}">{}{note}</text>
"#,
            LEFT - 10,
            y + 18,
            y + 4,
            f64::from(LEFT) + length + 8.0,
            y + 18,
            Figure(ns),
        );
    }
    svg + "</svg>\n"
}

const WIDTH: u32 = 860;
const MARGIN: u32 = 20;
/// Where the bars begin, and how long the longest is: what is left holds its figures.
const LEFT: u32 = 270;
const LONGEST: f64 = 460.0;
const TOP: usize = 66;
const ROW: usize = 28;
