//! The heap as a whole.

use std::collections::HashMap;

use serpentarium_runtime::debug;
use serpentarium_runtime::object::{Object, Visitor};

use super::values;
use crate::protocol::ObjectId;
use crate::protocol::view::{HeapView, ObjectView, TypeTotalView};

/// Totals by type, the `limit` largest (0: all).
pub fn view(limit: u32) -> HeapView {
    let mut totals: HashMap<usize, TypeTotalView> = HashMap::new();
    let (mut objects, mut bytes, mut tracked) = (0, 0, 0);
    debug::each_object(|object| {
        let size = values::size(object);
        objects += 1;
        bytes += size;
        tracked += u64::from(serpentarium_runtime::memory::gc::is_tracked(object));
        let ty = object.ty();
        let total = totals
            .entry(ty.as_obj().address())
            .or_insert_with(|| TypeTotalView {
                type_name: debug::type_label(ty),
                objects: 0,
                bytes: 0,
            });
        total.objects += 1;
        total.bytes += size;
    });
    let types = totals.len() as u64;
    let mut by_type: Vec<_> = totals.into_values().collect();
    by_type.sort_by(|a, b| {
        b.bytes
            .cmp(&a.bytes)
            .then_with(|| a.type_name.cmp(&b.type_name))
    });
    if limit > 0 {
        by_type.truncate(limit as usize);
    }
    HeapView {
        objects,
        bytes,
        tracked: vec![tracked],
        types,
        by_type,
    }
}

/// The objects that refer to one.
pub fn referrers(id: ObjectId, limit: u32) -> Vec<ObjectView> {
    let limit = if limit == 0 {
        usize::MAX
    } else {
        limit as usize
    };
    let mut found = Vec::new();
    debug::each_object(|object| {
        if found.len() < limit && refers(object, id) {
            found.push(object.to_ref());
        }
    });
    let view = |object: &serpentarium_runtime::object::Ref| ObjectView {
        id: values::id(object),
        type_name: values::type_name(object),
        value: values::text(object),
        refcount: values::refcount(object),
        size: values::size(object),
        edge: None,
    };
    found.iter().map(view).collect()
}

fn refers(object: &serpentarium_runtime::object::Obj, id: ObjectId) -> bool {
    let mut found = false;
    let mut check =
        |other: &serpentarium_runtime::object::Obj| found |= other.address() as u64 == id.0;
    debug::traverse(object, &mut Visitor(&mut check));
    found
}
