//! Readers: lines to rows.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::{check_positional, type_in_message};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::Member;
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::float::FLOAT_TYPE;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

use super::dialect::{Dialect, Quoting, dialect, is_newline};
use super::{FIELD_LIMIT, dialect_of_call, error};

/// Where in a record the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapeInQuoted,
    QuoteInQuoted,
    EatNewline,
    AfterEscapedNewline,
}

pub(super) struct Reader {
    lines: Field,
    dialect: Field,
    line_number: Cell<u64>,
    record: RefCell<Record>,
}

/// The record that is being read.
struct Record {
    state: State,
    fields: Vec<Ref>,
    field: Vec<u32>,
    unquoted: bool,
}

impl Record {
    const EMPTY: Record = Record {
        state: State::StartRecord,
        fields: Vec::new(),
        field: Vec::new(),
        unquoted: true,
    };
}

impl NativeType for Reader {
    fn type_object() -> &'static Type {
        &READER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.lines);
        visit.field(&self.dialect);
        if let Ok(record) = self.record.try_borrow() {
            record.fields.iter().for_each(|field| visit.obj(field));
        }
    }

    fn clear(&self) {
        self.lines.set(None);
    }
}

pub(super) static READER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n",
    ),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (88, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    members: &[
        Member::readonly("dialect", |this| {
            Ok(reader(this)?.dialect.get().unwrap_or_else(none))
        }),
        Member::readonly("line_num", |this| {
            Ok(Int::new(reader(this)?.line_number.get() as i64).into_obj())
        }),
    ],
    ..TypeSpec::of::<Native<Reader>>("_csv.reader")
};

fn reader(object: &Obj) -> PyResult<&Native<Reader>> {
    object
        .downcast::<Native<Reader>>()
        .ok_or_else(|| type_error("a reader is required"))
}

pub(super) fn make(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional();
    check_positional("reader", given.len(), 1, 2)?;
    let lines = protocol::iter(given[0])?;
    let reader = Reader {
        lines: Field::new(lines),
        dialect: Field::new(dialect_of_call(args)?),
        line_number: Cell::new(0),
        record: RefCell::new(Record::EMPTY),
    };
    Ok(Native::new(reader).into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let this = reader(this)?;
    let (Some(lines), Some(options)) = (this.lines.get(), this.dialect.get()) else {
        return Ok(None);
    };
    let options = dialect(&options)?;
    drop(this.record.replace(Record::EMPTY));
    loop {
        let Some(line) = protocol::next(&lines)? else {
            if !this.finish_at_end(options)? {
                return Ok(None);
            }
            break;
        };
        let Some(line) = line.downcast::<Str>() else {
            return Err(error(format!(
                "iterator should return strings, not {} (the file should be opened in text mode)",
                type_in_message(&line)
            )));
        };
        this.line_number.set(this.line_number.get() + 1);
        let mut record = this.record.borrow_mut();
        for point in line.iter() {
            record.take(options, Some(point))?;
        }
        record.take(options, None)?;
        if record.state == State::StartRecord {
            break;
        }
    }
    let record = this.record.replace(Record::EMPTY);
    Ok(Some(List::new(record.fields).into_obj()))
}

impl Reader {
    /// The lines are over: whether there is a last record.
    fn finish_at_end(&self, options: &Dialect) -> PyResult<bool> {
        let mut record = self.record.borrow_mut();
        if record.field.is_empty() && record.state != State::InQuoted {
            return Ok(false);
        }
        if options.strict {
            return Err(error("unexpected end of data"));
        }
        record.save(options)?;
        Ok(true)
    }
}

impl Record {
    /// Takes the next character; `None` at a line's end.
    fn take(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        match self.state {
            State::StartRecord => match point {
                None => Ok(()),
                Some(newline) if is_newline(newline) => {
                    self.state = State::EatNewline;
                    Ok(())
                }
                _ => self.start_field(options, point),
            },
            State::StartField => self.start_field(options, point),
            State::Escaped => {
                // A line's end stands for a newline, after which the field goes on.
                let newline = point.is_some_and(is_newline);
                self.add(point.unwrap_or(u32::from('\n')))?;
                self.state = match newline {
                    true => State::AfterEscapedNewline,
                    false => State::InField,
                };
                Ok(())
            }
            State::AfterEscapedNewline if point.is_none() => Ok(()),
            State::AfterEscapedNewline | State::InField => self.in_field(options, point),
            State::InQuoted => self.in_quoted(options, point),
            State::EscapeInQuoted => {
                self.state = State::InQuoted;
                self.add(point.unwrap_or(u32::from('\n')))
            }
            State::QuoteInQuoted => self.after_quote(options, point),
            State::EatNewline => match point {
                None => {
                    self.state = State::StartRecord;
                    Ok(())
                }
                Some(newline) if is_newline(newline) => Ok(()),
                Some(_) => Err(error(
                    "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                )),
            },
        }
    }

    fn start_field(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        let Some(point) = point.filter(|point| !is_newline(*point)) else {
            return self.end_record(options, point);
        };
        if Some(point) == options.quote && options.quoting != Quoting::Nothing {
            self.unquoted = false;
            self.state = State::InQuoted;
        } else if Some(point) == options.escape {
            self.state = State::Escaped;
        } else if point == u32::from(' ') && options.skip_space {
            self.state = State::StartField;
        } else if point == options.delimiter {
            self.state = State::StartField;
            self.save(options)?;
        } else {
            self.add(point)?;
            self.state = State::InField;
        }
        Ok(())
    }

    fn in_field(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        let Some(point) = point.filter(|point| !is_newline(*point)) else {
            return self.end_record(options, point);
        };
        if Some(point) == options.escape {
            self.state = State::Escaped;
            Ok(())
        } else if point == options.delimiter {
            self.state = State::StartField;
            self.save(options)
        } else {
            self.state = State::InField;
            self.add(point)
        }
    }

    fn in_quoted(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        let Some(point) = point else {
            return Ok(());
        };
        if Some(point) == options.escape {
            self.state = State::EscapeInQuoted;
        } else if Some(point) == options.quote && options.quoting != Quoting::Nothing {
            self.state = match options.double_quote {
                true => State::QuoteInQuoted,
                false => State::InField,
            };
        } else {
            self.add(point)?;
        }
        Ok(())
    }

    fn after_quote(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        let Some(point) = point.filter(|point| !is_newline(*point)) else {
            return self.end_record(options, point);
        };
        if Some(point) == options.quote && options.quoting != Quoting::Nothing {
            self.state = State::InQuoted;
            self.add(point)
        } else if point == options.delimiter {
            self.state = State::StartField;
            self.save(options)
        } else if !options.strict {
            self.state = State::InField;
            self.add(point)
        } else {
            let shown = |point| Str::from_char(point).to_string_lossy();
            Err(error(format!(
                "'{}' expected after '{}'",
                shown(options.delimiter),
                options.quote.map_or_else(String::new, shown)
            )))
        }
    }

    /// A newline or the end of the line ends the record.
    fn end_record(&mut self, options: &Dialect, point: Option<u32>) -> PyResult<()> {
        self.save(options)?;
        self.state = match point {
            None => State::StartRecord,
            Some(_) => State::EatNewline,
        };
        Ok(())
    }

    fn add(&mut self, point: u32) -> PyResult<()> {
        let limit = FIELD_LIMIT.get();
        if self.field.len() as isize >= limit {
            return Err(error(format!("field larger than field limit ({limit})")));
        }
        self.field.push(point);
        Ok(())
    }

    /// Ends the field.
    fn save(&mut self, options: &Dialect) -> PyResult<()> {
        let field = Str::from_points_slice(&self.field).into_obj();
        let (empty, unquoted) = (self.field.is_empty(), self.unquoted);
        self.field.clear();
        self.unquoted = true;
        let field = match options.quoting {
            Quoting::NotNull | Quoting::Strings if unquoted && empty => none(),
            Quoting::NonNumeric | Quoting::Strings if unquoted && !empty => {
                protocol::call(FLOAT_TYPE.as_obj(), &[&field])?
            }
            _ => field,
        };
        self.fields.push(field);
        Ok(())
    }
}
