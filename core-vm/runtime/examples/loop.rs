use serpentarium_runtime::{interp, types, vm};
fn main() {
    let source = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let compiled = serpentarium_compiler::compile(
        &source,
        "x.py",
        serpentarium_compiler::Mode::Exec,
        Default::default(),
    )
    .unwrap();
    vm::set_stack_room(200 * 1024);
    let code = types::code::Code::from_compiled(&compiled.code);
    let globals = types::dict::Dict::new();
    let t = std::time::Instant::now();
    let r = interp::eval_code(
        &code,
        &globals,
        Some(serpentarium_runtime::object::Object::as_obj(&*globals)),
    );
    println!("{:?} {:?}", r.is_ok(), t.elapsed());
    for (k, v) in globals.items() {
        if let (Some(k), Some(v)) = (
            k.downcast::<types::str::Str>(),
            v.downcast::<types::int::Int>(),
        ) {
            println!("{k} = {:?}", v.as_i64());
        }
    }
}
