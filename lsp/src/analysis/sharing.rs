//! The checker's trees, for texts that would otherwise be parsed a second time: while a question is
//! worked on, a text that needs its tree takes that of the checker. Start at [`with_trees_of`].

use std::cell::RefCell;

use serpentarium_checker::{Address, Snapshot, Tree};

thread_local! {
    /// Whose trees are taken by what this thread does.
    static CHECKER: RefCell<Option<Snapshot>> = const { RefCell::new(None) };
}

/// Does something with the trees of a checker at hand.
pub fn with_trees_of<R>(checker: &Snapshot, work: impl FnOnce() -> R) -> R {
    /// Gives the checker back, also where the work is cancelled: an edit waits for it.
    struct Restore(Option<Snapshot>);
    impl Drop for Restore {
        fn drop(&mut self) {
            drop(CHECKER.replace(self.0.take()));
        }
    }
    let _restore = Restore(CHECKER.replace(Some(checker.clone())));
    work()
}

/// The tree that the checker at hand has of a text.
pub fn tree(address: &Address, text: &str) -> Option<Tree> {
    CHECKER.with_borrow(|checker| checker.as_ref()?.tree(address, text))
}
