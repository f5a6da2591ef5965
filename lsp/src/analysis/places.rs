//! The texts behind the places that the checker names.

use std::path::Path;
use std::sync::Arc;

use serpentarium_checker::{Place, PlaceFile};

use crate::analysis::Context;
use crate::analysis::kept::Kept;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib;
use crate::analysis::traced::{self, Version};

/// What is kept of the closed file in which a place lies, which need not be read then.
pub fn kept<'a>(context: &Context, place: &'a Place) -> Option<(&'a Path, Arc<Kept>)> {
    let PlaceFile::Disk(path) = &place.file else {
        return None;
    };
    let kept = context.world.kept(path)?;
    // What comes with us has to be there for an editor to open it.
    let comes_with_us = context.world.project.stdlib.module_of_path(path).is_some();
    (!comes_with_us || stdlib::is_written(path)).then_some((path, kept))
}

/// The text in which a place lies; `None` if its file is gone.
pub fn source(context: &Context, place: &Place) -> Option<Arc<SourceFile>> {
    source_of(context, &place.file)
}

/// The text of a file; a stub that comes with the checker is written to the cache, so that an
/// editor can open it.
pub fn source_of(context: &Context, file: &PlaceFile) -> Option<Arc<SourceFile>> {
    match file {
        PlaceFile::Disk(path) if context.file.path() == Some(path) => {
            traced::note(path, || Version::Open(Arc::downgrade(&context.file)));
            Some(Arc::clone(&context.file))
        }
        PlaceFile::Disk(path) => context.world.file(path),
        PlaceFile::Virtual(address) if context.file.address() == Some(address) => {
            Some(Arc::clone(&context.file))
        }
        PlaceFile::Virtual(address) => context.world.unsaved.get(address).map(Arc::clone),
        PlaceFile::Stub(name) => context.world.project.stub(name, || {
            let text = serpentarium_checker::stub_text(name)?;
            let path = stdlib::stub_path(Path::new(name))?;
            if let Err(error) = stdlib::write_if_different(&path, &text) {
                eprintln!("serpentarium lsp: cannot write {}: {error}", path.display());
            }
            Some(Arc::new(SourceFile::from_text(text, Some(path))))
        }),
    }
}
