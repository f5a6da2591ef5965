//! Types as texts, known longer than the trees: the name of a type variable is read in the tree of the
//! file that makes it.

use ty_python_core::Program;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, ProgramEnvironment};

/// A type in one line.
pub(crate) fn line<'db>(db: &'db dyn Db, env: &ProgramEnvironment<'db>, ty: Type<'db>) -> &'db str {
    in_one_line(db, env.program(db), ty)
}

/// A type with each parameter and each member of a long union in a line of its own.
pub(crate) fn lines<'db>(
    db: &'db dyn Db,
    env: &ProgramEnvironment<'db>,
    ty: Type<'db>,
) -> &'db str {
    in_lines(db, env.program(db), ty)
}

#[salsa::tracked(returns(ref))]
fn in_one_line<'db>(db: &'db dyn Db, program: Program<'db>, ty: Type<'db>) -> Box<str> {
    let env = ProgramEnvironment::from_program(program);
    ty.display(db, &env).to_string().into()
}

#[salsa::tracked(returns(ref))]
fn in_lines<'db>(db: &'db dyn Db, program: Program<'db>, ty: Type<'db>) -> Box<str> {
    let env = ProgramEnvironment::from_program(program);
    ty.display(db, &env).multiline().to_string().into()
}
