//! Which texts make a worker end, and which of them a new worker is therefore not told.
//!
//! An end is put down to the texts that unanswered requests were about; without any, to the text
//! that the worker was told last, if that was a moment ago ([`super::session`] knows both). A text
//! that a second end is put down to is *left out*: a new worker does not hear of it, and requests
//! about it are answered here. It is tried again once when the person edits it, or closes and opens
//! it. Should the worker end again for it, only closing and opening brings it back at once; edits
//! do after a while ([`PAUSE`]), so that somebody who goes on typing does not end one worker per
//! key.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tower_lsp::lsp_types::Url;

/// So many ends put down to a text leave it out.
const ENOUGH: u32 = 2;
/// A text that nothing was put down to for so long is as good as any.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(180);
/// Edits of a text that was tried again in vain do not have it tried again before this.
const PAUSE: Duration = Duration::from_secs(60);

struct Suspect {
    ends: u32,
    last: Instant,
    is_left_out: bool,
}

/// The texts (a notebook is one) that ends were put down to.
#[derive(Default)]
pub struct Suspects {
    texts: BTreeMap<Url, Suspect>,
}

impl Suspects {
    pub fn is_left_out(&self, text: &Url) -> bool {
        self.texts.get(text).is_some_and(|it| it.is_left_out)
    }

    /// Puts an end down to a text; whether that is what leaves it out.
    pub fn blame(&mut self, text: &Url, now: Instant) -> bool {
        let is_remembered =
            |it: &Suspect| it.is_left_out || now.duration_since(it.last) < FORGOTTEN_AFTER;
        self.texts.retain(|_, it| is_remembered(it));
        let suspect = self.texts.entry(text.clone()).or_insert(Suspect {
            ends: 0,
            last: now,
            is_left_out: false,
        });
        suspect.ends += 1;
        suspect.last = now;
        let was_left_out = suspect.is_left_out;
        suspect.is_left_out = suspect.ends >= ENOUGH;
        suspect.is_left_out && !was_left_out
    }

    /// Whether an edit has a text tried again that was left out; it is no longer then.
    pub fn is_tried_again(&mut self, text: &Url, now: Instant) -> bool {
        let Some(suspect) = self.texts.get_mut(text) else {
            return false;
        };
        let is_first = suspect.ends == ENOUGH;
        let is_due = is_first || now.duration_since(suspect.last) >= PAUSE;
        let is_tried = suspect.is_left_out && is_due;
        suspect.is_left_out &= !is_tried;
        is_tried
    }

    /// A text is no longer open.
    pub fn closed(&mut self, text: &Url) {
        if let Some(suspect) = self.texts.get_mut(text) {
            suspect.is_left_out = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens to a text after so many seconds, and whether it is left out then.
    #[test]
    fn histories() {
        let histories = [
            "0 end told, 1 end out",
            "0 end told, 179 end out",
            "0 end told, 181 end told, 182 end out",
            // An edit has it tried once, and a further end is one too many.
            "0 end told, 1 end out, 2 edit told, 3 end out, 4 edit out, 62 edit out, 63 edit told",
            "0 end told, 1 end out, 2 edit told, 3 end out, 63 edit told, 64 end out, 65 edit out",
            // It was left out for long, so nobody knows better than the first time.
            "0 end told, 1 end out, 500 edit told, 501 end told, 502 end out",
            "0 end told, 1 end out, 2 close told, 3 end out, 4 close told",
            "0 edit told, 1 close told",
        ];
        let text = Url::parse("file:///main.py").expect("an address");
        let start = Instant::now();
        for history in histories {
            let mut suspects = Suspects::default();
            let mut was_out = false;
            for step in history.split(", ") {
                let words: Vec<&str> = step.split(' ').collect();
                let now = start + Duration::from_secs(words[0].parse().expect("seconds"));
                let is_out = match words[1] {
                    "end" => suspects.blame(&text, now),
                    "edit" => was_out && !suspects.is_tried_again(&text, now),
                    _ => {
                        suspects.closed(&text);
                        false
                    }
                };
                assert_eq!(is_out, suspects.is_left_out(&text), "{step} of {history}");
                assert_eq!(is_out, words[2] == "out", "{step} of {history}");
                was_out = is_out;
            }
        }
    }

    #[test]
    fn texts_are_told_apart() {
        let texts = ["file:///a.py", "file:///b.py"].map(|text| Url::parse(text).expect("one"));
        let mut suspects = Suspects::default();
        let now = Instant::now();
        assert!(!suspects.blame(&texts[0], now));
        assert!(!suspects.blame(&texts[1], now));
        assert!(suspects.blame(&texts[0], now));
        assert!(suspects.is_left_out(&texts[0]) && !suspects.is_left_out(&texts[1]));
    }
}
