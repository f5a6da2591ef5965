//! Text put together for `repr` of containers.

use crate::object::Ref;
use crate::types::str::Str;

/// `open`, the parts with `separator` between them, `close`.
pub fn join(open: &str, parts: &[Ref<Str>], separator: &str, close: &str) -> Ref<Str> {
    let mut points: Vec<u32> = open.chars().map(u32::from).collect();
    let mut ascii = Some(String::from(open));
    for (index, part) in parts.iter().enumerate() {
        let before = if index > 0 { separator } else { "" };
        match (&mut ascii, part.as_ascii()) {
            (Some(text), Some(part)) => {
                text.push_str(before);
                text.push_str(part);
            }
            (known, _) => {
                if let Some(text) = known.take() {
                    points = text.chars().map(u32::from).collect();
                }
                points.extend(before.chars().map(u32::from));
                points.extend(part.iter());
            }
        }
    }
    match ascii {
        Some(mut text) => {
            text.push_str(close);
            Str::from_str(&text)
        }
        None => {
            points.extend(close.chars().map(u32::from));
            Str::from_points_slice(&points)
        }
    }
}
