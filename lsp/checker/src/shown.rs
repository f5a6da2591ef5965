//! Types as texts, known longer than the trees: the name of a type variable is read in the tree of the
//! file that makes it.

use ty_module_resolver::file_to_module;
use ty_python_core::Program;
use ty_python_core::definition::Definition;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Db, ProgramEnvironment};

use crate::family;

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
    let flag = flag(db, &env, ty);
    flag.unwrap_or_else(|| ty.display(db, &env).to_string())
        .into()
}

#[salsa::tracked(returns(ref))]
fn in_lines<'db>(db: &'db dyn Db, program: Program<'db>, ty: Type<'db>) -> Box<str> {
    let env = ProgramEnvironment::from_program(program);
    let flag = flag(db, &env, ty);
    flag.unwrap_or_else(|| ty.display(db, &env).multiline().to_string())
        .into()
}

/// The class of a union of an `enum.Flag`'s members: the checker takes `Permission.READ |
/// Permission.WRITE`, a value of its own, for one of the two.
pub(crate) fn flag<'db>(
    db: &'db dyn Db,
    env: &ProgramEnvironment<'db>,
    ty: Type<'db>,
) -> Option<String> {
    let Type::Union(union) = ty else {
        return None;
    };
    let class_of = |ty: &Type<'db>| match ty.definition(db, env)? {
        TypeDefinition::EnumMember(member) => family::member_class(db, member),
        _ => None,
    };
    let (first, others) = union.elements(db).split_first()?;
    let class = class_of(first)?;
    let is_flag = |ancestor: &Definition<'db>| {
        let module = file_to_module(db, ancestor.program_file(db).resolver_file(db));
        family::name(db, *ancestor).as_deref() == Some("Flag")
            && module.is_some_and(|module| module.name(db).as_str() == "enum")
    };
    let is_one = others.iter().all(|other| class_of(other) == Some(class))
        && family::ancestors(db, class).iter().any(is_flag);
    is_one.then(|| family::name(db, class))?
}
