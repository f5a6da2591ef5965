//! Containers that contain themselves: a `repr` in progress is not entered again
//! (`Py_ReprEnter`).

use std::cell::RefCell;

use crate::object::{Obj, Object, Ref};

struct Active(RefCell<Vec<usize>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Active {}
static ACTIVE: Active = Active(RefCell::new(Vec::new()));

/// What is in progress in another thread, which is changed to; gives what was before.
pub(crate) fn replace_active(active: Vec<usize>) -> Vec<usize> {
    ACTIVE.0.replace(active)
}

/// Marks a `repr` in progress until dropped.
pub struct ReprGuard(Ref);

impl ReprGuard {
    /// Enters; `None` when the object's `repr` is in progress already.
    pub fn enter(object: &Obj) -> Option<ReprGuard> {
        let address = object.address();
        if ACTIVE.0.borrow().contains(&address) {
            return None;
        }
        ACTIVE.0.borrow_mut().push(address);
        Some(ReprGuard(object.to_ref()))
    }
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        let address = self.0.address();
        let mut active = ACTIVE.0.borrow_mut();
        if let Some(at) = active.iter().rposition(|known| *known == address) {
            active.remove(at);
        }
    }
}
