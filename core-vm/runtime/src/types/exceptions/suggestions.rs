//! "Did you mean": the name closest to a mistyped one.
//!
//! A move (insert, delete, replace) costs 2, a change of case 1. A candidate counts when
//! about a third of the characters of both names or fewer change.

use crate::object::Exc;
use crate::object::error::type_error;
use crate::types::str::Str;

const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;
/// Longer names and larger sets of names are not worth the search.
const MAX_NAME: usize = 40;
const MAX_CANDIDATES: usize = 750;

/// The candidate closest to `name`; none when nothing is close.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if candidates.len() >= MAX_CANDIDATES {
        return None;
    }
    let mut best: Option<(&str, usize)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let limit = (name.len() + candidate.len() + 3) * MOVE_COST / 6;
        let limit = match best {
            Some((_, 0)) => continue,
            Some((_, distance)) => limit.min(distance - 1),
            None => limit,
        };
        if let Some(distance) = distance(name.as_bytes(), candidate.as_bytes(), limit) {
            best = Some((candidate, distance));
        }
    }
    best.map(|(candidate, _)| candidate)
}

fn replace_cost(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE_COST
    } else {
        MOVE_COST
    }
}

/// The edit distance, when it is at most `limit`.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.len() > MAX_NAME || b.len() > MAX_NAME {
        return None;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if (long.len() - short.len()) * MOVE_COST > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=short.len()).map(|n| n * MOVE_COST).collect();
    for (line, x) in long.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (line + 1) * MOVE_COST;
        let mut least = row[0];
        for (column, y) in short.iter().enumerate() {
            let replaced = diagonal + replace_cost(*x, *y);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal.min(row[column]) + MOVE_COST);
            least = least.min(row[column + 1]);
        }
        if least > limit {
            return None;
        }
    }
    let total = row[short.len()];
    (total <= limit).then_some(total)
}

/// Refuses a keyword argument, with the parameter that was probably meant.
#[cold]
pub fn unexpected_keyword(function: &str, name: &Str, known: &[&str]) -> Exc {
    let name = name.to_string_lossy();
    let mut message = format!("{function}() got an unexpected keyword argument '{name}'");
    if let Some(meant) = closest(&name, known.iter().copied()) {
        message.push_str(&format!(". Did you mean '{meant}'?"));
    }
    type_error(message)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_the_closest_name() {
        assert_eq!(closest("nme", ["obj", "name"]), Some("name"));
        assert_eq!(closest("Bar", ["bar", "baz"]), Some("bar"));
        assert_eq!(closest("x", ["hello"]), None);
        assert_eq!(closest("same", ["same"]), None);
        assert_eq!(closest("colour", ["color", "valor"]), Some("color"));
    }
}
