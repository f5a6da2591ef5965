//! Normalisation (UAX #15).

use std::cell::OnceCell;
use std::collections::HashMap;

use super::data::{Database, hangul_composed};

/// A normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub compatibility: bool,
    pub compose: bool,
}

impl Form {
    pub fn of(name: &str) -> Option<Form> {
        let (compatibility, compose) = match name {
            "NFC" => (false, true),
            "NFD" => (false, false),
            "NFKC" => (true, true),
            "NFKD" => (true, false),
            _ => return None,
        };
        Some(Form {
            compatibility,
            compose,
        })
    }
}

thread_local! {
    static PAIRS: [OnceCell<HashMap<(u32, u32), u32>>; 2] = const { [OnceCell::new(), OnceCell::new()] };
}

/// The normal form of a text.
pub fn normalize(database: &Database, points: impl Iterator<Item = u32>, form: Form) -> Vec<u32> {
    let mut out = Vec::new();
    for point in points {
        decompose(database, point, form.compatibility, &mut out);
    }
    sort_marks(database, &mut out);
    if form.compose {
        out = compose(database, &out);
    }
    out
}

fn decompose(database: &Database, point: u32, compatibility: bool, out: &mut Vec<u32>) {
    match database.decomposition(point) {
        Some(parts) if parts.tag == 0 || compatibility => {
            for part in parts.points {
                decompose(database, part, compatibility, out);
            }
        }
        _ => out.push(point),
    }
}

/// Puts combining marks in the order of their classes.
fn sort_marks(database: &Database, points: &mut [u32]) {
    let mut at = 0;
    while at < points.len() {
        if database.combining(points[at]) == 0 {
            at += 1;
            continue;
        }
        let end = (at..points.len())
            .find(|index| database.combining(points[*index]) == 0)
            .unwrap_or(points.len());
        points[at..end].sort_by_key(|point| database.combining(*point));
        at = end;
    }
}

fn composed(database: &Database, first: u32, second: u32) -> Option<u32> {
    if let Some(syllable) = hangul_composed(first, second) {
        return Some(syllable);
    }
    let slot = usize::from(database.version == "3.2.0");
    PAIRS.with(|pairs| {
        let pairs = pairs[slot].get_or_init(|| database.compositions().collect());
        pairs.get(&(first, second)).copied()
    })
}

fn compose(database: &Database, points: &[u32]) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(points.len());
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    for point in points.iter().copied() {
        let class = database.combining(point);
        if let Some(at) = starter {
            let adjacent = at + 1 == out.len();
            let blocked = !adjacent && (last_class >= class || last_class == 0);
            if !blocked && let Some(single) = composed(database, out[at], point) {
                out[at] = single;
                continue;
            }
        }
        if class == 0 {
            starter = Some(out.len());
        }
        last_class = class;
        out.push(point);
    }
    out
}
