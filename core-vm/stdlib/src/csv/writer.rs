//! Writers: rows to lines.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::exceptions::TYPE_ERROR;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;

use super::dialect::{Dialect, Quoting, dialect, is_newline};
use super::{dialect_of_call, error};
use crate::native;

pub(super) struct Writer {
    /// The file's `write` method.
    write: Field,
    dialect: Field,
}

impl NativeType for Writer {
    fn type_object() -> &'static Type {
        &WRITER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.write);
        visit.field(&self.dialect);
    }

    fn clear(&self) {
        self.write.set(None);
    }
}

pub(super) static WRITER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n",
    ),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (72, 0),
    slots: Slots::NONE,
    methods: &[
        NativeDef::new(
            "writerow",
            "($self, row, /)",
            "Construct and write a CSV record from an iterable of fields.\n\nNon-string elements will be converted to string.",
            NativeFn::One(write_row),
        ),
        NativeDef::new(
            "writerows",
            "($self, rows, /)",
            "Construct and write a series of iterables to a csv file.\n\nNon-string elements will be converted to string.",
            NativeFn::One(write_rows),
        ),
    ],
    members: &[Member::readonly("dialect", |this| {
        Ok(writer(this)?.dialect.get().unwrap_or_else(none))
    })],
    ..TypeSpec::of::<Native<Writer>>("_csv.writer")
};

fn writer(object: &Obj) -> PyResult<&Native<Writer>> {
    object
        .downcast::<Native<Writer>>()
        .ok_or_else(|| type_error("a writer is required"))
}

pub(super) fn make(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional();
    check_positional("writer", given.len(), 1, 2)?;
    let options = dialect_of_call(args)?;
    let write = protocol::getattr_opt_text(given[0], "write")?;
    let Some(write) = write.filter(|write| write.ty().slots().call.is_some()) else {
        return Err(type_error("argument 1 must have a \"write\" method"));
    };
    let writer = Writer {
        write: Field::new(write),
        dialect: Field::new(options),
    };
    Ok(Native::new(writer).into_obj())
}

fn write_row(this: &Obj, row: &Obj) -> PyResult {
    let this = writer(this)?;
    let (Some(write), Some(options)) = (this.write.get(), this.dialect.get()) else {
        return native::none();
    };
    let fields = protocol::iter(row).map_err(|problem| {
        if problem.matches(&TYPE_ERROR) {
            return error(format!("iterable expected, not {}", row.ty().tp_name()));
        }
        problem
    })?;
    let mut line = Line {
        options: dialect(&options)?,
        text: Vec::new(),
        fields: 0,
    };
    let mut only_null = false;
    while let Some(field) = protocol::next(&fields)? {
        only_null = is_none(&field);
        line.add_object(&field)?;
    }
    let text = line.finish(only_null)?;
    protocol::call(&write, &[text.as_obj()])
}

fn write_rows(this: &Obj, rows: &Obj) -> PyResult {
    let rows = protocol::iter(rows)?;
    while let Some(row) = protocol::next(&rows)? {
        write_row(this, &row)?;
    }
    native::none()
}

/// A line being put together.
struct Line<'a> {
    options: &'a Dialect,
    text: Vec<u32>,
    fields: usize,
}

impl Line<'_> {
    fn add_object(&mut self, field: &Obj) -> PyResult<()> {
        let quoted = match self.options.quoting {
            Quoting::NonNumeric => !is_number(field),
            Quoting::All => true,
            Quoting::Strings => field.downcast::<Str>().is_some(),
            Quoting::NotNull => !is_none(field),
            Quoting::Minimal | Quoting::Nothing => false,
        };
        if is_none(field) {
            return self.add(&Str::from_str(""), quoted, true);
        }
        self.add(&*protocol::str(field)?, quoted, false)
    }

    /// Whether a field cannot be quoted.
    fn bare(&self, null: bool) -> bool {
        match self.options.quoting {
            Quoting::Nothing => true,
            Quoting::Strings | Quoting::NotNull => null,
            _ => false,
        }
    }

    fn add(&mut self, field: &Str, mut quoted: bool, null: bool) -> PyResult<()> {
        let options = self.options;
        if field.is_empty() && options.delimiter == u32::from(' ') && options.skip_space {
            if self.bare(null) {
                return Err(error(
                    "empty field must be quoted if delimiter is a space and skipinitialspace is true",
                ));
            }
            quoted = true;
        }
        if self.fields > 0 {
            self.text.push(options.delimiter);
        }
        self.fields += 1;
        let start = self.text.len();
        for point in field.iter() {
            if self.is_special(point) {
                let quote = Some(point) == options.quote;
                if options.quoting != Quoting::Nothing && quote && options.double_quote {
                    self.text.push(point);
                    quoted = true;
                } else if options.quoting == Quoting::Nothing
                    || quote
                    || Some(point) == options.escape
                {
                    self.text.push(
                        options
                            .escape
                            .ok_or_else(|| error("need to escape, but no escapechar set"))?,
                    );
                } else {
                    quoted = true;
                }
            }
            self.text.push(point);
        }
        if let Some(quote) = options.quote.filter(|_| quoted) {
            self.text.insert(start, quote);
            self.text.push(quote);
        }
        Ok(())
    }

    fn is_special(&self, point: u32) -> bool {
        let options = self.options;
        point == options.delimiter
            || Some(point) == options.escape
            || Some(point) == options.quote
            || is_newline(point)
            || options.terminator.iter().any(|other| other == point)
    }

    fn finish(mut self, null: bool) -> PyResult<serpentarium_runtime::object::Ref<Str>> {
        if self.fields > 0 && self.text.is_empty() {
            if self.bare(null) {
                return Err(error("single empty field record must be quoted"));
            }
            self.text.extend(self.options.quote);
            self.text.extend(self.options.quote);
        }
        self.text.extend(self.options.terminator.iter());
        Ok(Str::from_points_slice(&self.text))
    }
}

/// `PyNumber_Check`
fn is_number(object: &Obj) -> bool {
    let slots = object.ty().slots();
    slots.nb_index.is_some()
        || slots.nb_int.is_some()
        || slots.nb_float.is_some()
        || object
            .downcast::<serpentarium_runtime::types::complex::Complex>()
            .is_some()
}
