//! What a profiler has counted, and the calls that are running.

use std::collections::HashMap;

use serpentarium_runtime::object::{Ref, Visitor};

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The address of a code object, which the entry keeps alive.
    Code(usize),
    /// The name of a built-in function.
    Native(String),
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub calls: i64,
    pub recursive_calls: i64,
    /// How many calls are running.
    level: i64,
    pub total: f64,
    pub inline: f64,
}

pub struct Entry {
    pub object: Ref,
    pub counts: Counts,
    /// By place of what is called from here.
    pub called: Vec<(usize, Counts)>,
}

/// A running call.
struct Running {
    entry: usize,
    start: f64,
    /// Time spent in calls from here.
    inside: f64,
}

#[derive(Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    places: HashMap<Key, usize>,
    running: Vec<Running>,
}

impl Counts {
    fn finish(&mut self, total: f64, inline: f64) {
        self.level -= 1;
        if self.level == 0 {
            self.total += total;
        } else {
            self.recursive_calls += 1;
        }
        self.inline += inline;
        self.calls += 1;
    }
}

impl Entry {
    fn called_mut(&mut self, place: usize) -> &mut Counts {
        let index = self.called.iter().position(|(known, _)| *known == place);
        let index = index.unwrap_or_else(|| {
            self.called.push((place, Counts::default()));
            self.called.len() - 1
        });
        &mut self.called[index].1
    }
}

impl Ledger {
    pub fn traverse(&self, visit: &mut Visitor<'_>) {
        for entry in &self.entries {
            visit.obj(&entry.object);
        }
    }

    pub fn knows(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// A call starts; `object` shows what is called when that is new.
    pub fn enter(&mut self, key: Key, object: Option<Ref>, now: f64, subcalls: bool) {
        let place = match (self.places.get(&key), object) {
            (Some(place), _) => *place,
            (None, Some(object)) => {
                let place = self.entries.len();
                self.entries.push(Entry {
                    object,
                    counts: Counts::default(),
                    called: Vec::new(),
                });
                self.places.insert(key, place);
                place
            }
            (None, None) => return,
        };
        self.entries[place].counts.level += 1;
        if let Some(caller) = self.running.last().filter(|_| subcalls) {
            let caller = caller.entry;
            self.entries[caller].called_mut(place).level += 1;
        }
        self.running.push(Running {
            entry: place,
            start: now,
            inside: 0.0,
        });
    }

    /// A call ends. One that began before the profiler did is not known.
    pub fn leave(&mut self, key: &Key, now: f64, subcalls: bool) {
        let Some(ended) = self.running.pop() else {
            return;
        };
        if self.places.contains_key(key) {
            self.finish(&ended, now, subcalls);
        }
    }

    pub fn leave_all(&mut self, now: f64, subcalls: bool) {
        while let Some(ended) = self.running.pop() {
            self.finish(&ended, now, subcalls);
        }
    }

    fn finish(&mut self, ended: &Running, now: f64, subcalls: bool) {
        let total = now - ended.start;
        let inline = total - ended.inside;
        self.entries[ended.entry].counts.finish(total, inline);
        if let Some(caller) = self.running.last_mut() {
            caller.inside += total;
            let caller = caller.entry;
            if subcalls {
                self.entries[caller]
                    .called_mut(ended.entry)
                    .finish(total, inline);
            }
        }
    }
}
