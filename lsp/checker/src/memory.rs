//! What can be forgotten, because it is made again when it is needed.

use ruff_db::Db as _;
use ruff_db::parsed::parsed_module;
use ty_python_semantic::Db as _;

use crate::Snapshot;

/// Trees are forgotten after so many bytes of text were read from the disk: a tree takes fifteen
/// times its text, and one that is needed again costs a millisecond or two.
const LEAST: usize = 512 << 10;

impl Snapshot {
    /// Drops the trees of the files that are not open, if they are many. What was inferred from
    /// them stays.
    pub fn forget_trees(&self) {
        let Some(paths) = self.db.overlay().take_read(LEAST) else {
            return;
        };
        for path in paths {
            let Some(file) = self.db.files().try_system(&self.db, &path) else {
                continue;
            };
            if !self.db.is_open_file(file) {
                let python_file = self.db.program_file(file).python_file(&self.db);
                parsed_module(&self.db, python_file).clear();
            }
        }
    }
}
