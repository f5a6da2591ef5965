//! Places: from a path to what is there now.

use std::collections::HashMap;

use serpentarium_runtime::debug::Paused;
use serpentarium_runtime::object::{Obj, Object};

use super::children::{self, Child, Item};
use super::session::Results;
use super::{frames, generators};
use crate::protocol::view::{RefCount, VariableView};
use crate::protocol::{Failure, ObjectId, Place, Root, VariableFilter};

/// What a place leads to, and how to write it.
pub struct Found {
    item: Where,
    expression: Option<String>,
}

enum Where {
    Scope(crate::protocol::FrameId, crate::protocol::ScopeKind),
    Item(Item),
}

/// Walks to a place.
pub fn find(paused: &Paused, results: &Results, place: &Place) -> Result<Found, Failure> {
    let gone = || Failure::not_found("this is not there any more");
    let mut found = match &place.root {
        Root::Scope { frame, scope } => Found {
            item: Where::Scope(*frame, *scope),
            expression: None,
        },
        Root::Result(number) => {
            let (value, expression) = results.get(*number).ok_or_else(gone)?;
            Found {
                item: Where::Item(Item::Object(value)),
                expression: Some(expression),
            }
        }
        Root::Object(id) => {
            let object = live_object(*id).ok_or_else(gone)?;
            Found {
                item: Where::Item(Item::Object(object)),
                expression: None,
            }
        }
    };
    for step in &place.path {
        let child = match &found.item {
            Where::Scope(frame, scope) => {
                let frame = frames::find(paused, *frame)?;
                frames::scope(paused, frame, *scope)
                    .into_iter()
                    .find(|child| child.step == *step)
            }
            Where::Item(item) => children::step(paused, item, step),
        };
        let child = child.ok_or_else(gone)?;
        let expression = child
            .expression
            .under(found.expression.as_deref(), &child.name);
        found = Found {
            item: Where::Item(child.item),
            expression,
        };
    }
    Ok(found)
}

impl Found {
    /// Its children.
    pub fn children(
        self,
        paused: &Paused,
        filter: VariableFilter,
        start: u64,
        count: u64,
    ) -> Result<Vec<VariableView>, Failure> {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let count = if count == 0 {
            usize::MAX
        } else {
            usize::try_from(count).unwrap_or(usize::MAX)
        };
        let expression = self.expression;
        let all: Vec<Child> = match self.item {
            Where::Scope(frame, scope) => {
                let frame = frames::find(paused, frame)?;
                page(frames::scope(paused, frame, scope), start, count)
            }
            Where::Item(Item::Object(object)) => {
                object_children(paused, &object, filter, start, count)
            }
            Where::Item(Item::About(object)) => {
                page(children::about(paused, &object), start, count)
            }
            Where::Item(Item::GeneratorLocals(object)) => page(
                frames::named(generators::locals(paused, &object)),
                start,
                count,
            ),
            Where::Item(_) => Vec::new(),
        };
        Ok(views(paused, all, expression.as_deref()))
    }

    /// The child of this name, and how to write it.
    pub fn child(self, paused: &Paused, name: &str) -> Result<(Child, Option<String>), Failure> {
        let all = match self.item {
            Where::Scope(frame, scope) => {
                frames::scope(paused, frames::find(paused, frame)?, scope)
            }
            Where::Item(Item::Object(object)) => {
                object_children(paused, &object, VariableFilter::All, 0, usize::MAX)
            }
            Where::Item(_) => Vec::new(),
        };
        let child = all.into_iter().find(|child| child.name == name);
        let child =
            child.ok_or_else(|| Failure::not_found(format!("there is no '{name}' here")))?;
        let expression = child
            .expression
            .under(self.expression.as_deref(), &child.name);
        Ok((child, expression))
    }
}

/// The views of children, last first: what is still in the list holds a reference of its
/// own, which a count must not show.
fn views(paused: &Paused, mut all: Vec<Child>, expression: Option<&str>) -> Vec<VariableView> {
    let mut held: HashMap<usize, u64> = HashMap::new();
    for child in &all {
        if let Item::Object(object) = &child.item {
            *held.entry(object.address()).or_default() += 1;
        }
    }
    let mut views = Vec::with_capacity(all.len());
    while let Some(child) = all.pop() {
        let address = match &child.item {
            Item::Object(object) => Some(object.address()),
            _ => None,
        };
        let mut view = child.view(paused, expression);
        if let Some(held) = address.and_then(|address| held.get_mut(&address)) {
            *held -= 1;
            if let Some(RefCount::Count(count)) = &mut view.refcount {
                *count = count.saturating_sub(*held);
            }
        }
        views.push(view);
    }
    views.reverse();
    views
}

fn page(children: Vec<Child>, start: usize, count: usize) -> Vec<Child> {
    children.into_iter().skip(start).take(count).collect()
}

fn object_children(
    paused: &Paused,
    object: &serpentarium_runtime::object::Ref,
    filter: VariableFilter,
    start: usize,
    count: usize,
) -> Vec<Child> {
    match filter {
        VariableFilter::Indexed => children::indexed(object, start, count),
        VariableFilter::Named => page(children::named(paused, object), start, count),
        VariableFilter::All => {
            let named = children::named(paused, object);
            let skip = start.saturating_sub(named.len());
            let mut all = page(named, start, count);
            let left = count.saturating_sub(all.len());
            all.extend(children::indexed(object, skip, left));
            all
        }
    }
}

/// The live object of an id.
pub fn live_object(id: ObjectId) -> Option<serpentarium_runtime::object::Ref> {
    let mut found = None;
    serpentarium_runtime::debug::each_object(|object: &Obj| {
        if found.is_none() && object.address() as u64 == id.0 {
            found = Some(object.to_ref());
        }
    });
    found.or_else(|| serpentarium_runtime::debug::static_object(id.0 as usize))
}
