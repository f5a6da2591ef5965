//! `pwd` and `grp`: the users and groups of the machine, from its two files.

use serpentarium_runtime::object::error::{key_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::exceptions::TYPE_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence::{self, Shape};

use crate::{files, native};

pub static PWD: NativeModule = NativeModule {
    name: "pwd",
    doc: "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.",
    functions: PWD_FUNCTIONS,
    exec: |module| {
        define(module, &PASSWD);
        Ok(())
    },
};

pub static GRP: NativeModule = NativeModule {
    name: "grp",
    doc: "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  name   - name of the group\n  passwd - group password (encrypted); often empty\n  gid    - numeric ID of the group\n  mem    - list of members\n\nThe gid is an integer, name and password are strings.  (Note that most\nusers are not explicitly listed as members of the groups they are in\naccording to the password database.  Check both databases to get\ncomplete membership information.)",
    functions: GRP_FUNCTIONS,
    exec: |module| {
        define(module, &GROUP);
        Ok(())
    },
};

static PASSWD: Shape = Shape {
    name: "pwd.struct_passwd",
    doc: "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    fields: &[
        ("pw_name", "user name"),
        ("pw_passwd", "password"),
        ("pw_uid", "user id"),
        ("pw_gid", "group id"),
        ("pw_gecos", "real name"),
        ("pw_dir", "home directory"),
        ("pw_shell", "shell program"),
    ],
    visible: 7,
};

static GROUP: Shape = Shape {
    name: "grp.struct_group",
    doc: "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.\n",
    fields: &[
        ("gr_name", "group name"),
        ("gr_passwd", "password"),
        ("gr_gid", "group id"),
        ("gr_mem", "group members"),
    ],
    visible: 4,
};

static PWD_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getpwuid",
        "($module, uidobj, /)",
        "Return the password database entry for the given numeric user ID.\n\nSee `help(pwd)` for more on password database entries.",
        NativeFn::One(|_, id| by_number(&USERS, id)),
    ),
    NativeDef::new(
        "getpwnam",
        "($module, name, /)",
        "Return the password database entry for the given user name.\n\nSee `help(pwd)` for more on password database entries.",
        NativeFn::One(|_, name| by_name(&USERS, "argument", name)),
    ),
    NativeDef::new(
        "getpwall",
        "($module, /)",
        "Return a list of all available password database entries, in arbitrary order.\n\nSee help(pwd) for more on password database entries.",
        NativeFn::NoArgs(|_| all(&USERS)),
    ),
];

static GRP_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getgrgid",
        "($module, /, id)",
        "Return the group database entry for the given numeric group ID.\n\nIf id is not valid, raise KeyError.",
        NativeFn::Bound(|_, args| match args[0] {
            Some(id) => by_number(&GROUPS, id),
            None => native::none(),
        }),
    ),
    NativeDef::new(
        "getgrnam",
        "($module, /, name)",
        "Return the group database entry for the given group name.\n\nIf name is not valid, raise KeyError.",
        NativeFn::Bound(|_, args| match args[0] {
            Some(name) => by_name(&GROUPS, "argument 'name'", name),
            None => native::none(),
        }),
    ),
    NativeDef::new(
        "getgrall",
        "($module, /)",
        "Return a list of all available group entries, in arbitrary order.\n\nAn entry whose name starts with '+' or '-' represents an instruction\nto use YP/NIS and may not be accessible via getgrnam or getgrgid.",
        NativeFn::NoArgs(|_| all(&GROUPS)),
    ),
];

/// One of the two files.
struct Database {
    file: &'static [u8],
    shape: &'static Shape,
    fields: usize,
    /// What the numbers are called.
    id: &'static str,
    by_id: &'static str,
    by_name: &'static str,
}

static USERS: Database = Database {
    file: b"/etc/passwd",
    shape: &PASSWD,
    fields: 7,
    id: "uid",
    by_id: "getpwuid",
    by_name: "getpwnam",
};

static GROUPS: Database = Database {
    file: b"/etc/group",
    shape: &GROUP,
    fields: 4,
    id: "gid",
    by_id: "getgrgid",
    by_name: "getgrnam",
};

type Entry = Vec<Vec<u8>>;

fn define(module: &Obj, shape: &'static Shape) {
    let ty = struct_sequence::define(shape).ty;
    native::set(module, &ty.name(), ty.as_obj().to_ref());
}

impl Database {
    /// The file's entries; none where it cannot be read.
    fn entries(&self) -> Vec<Entry> {
        let data = files::read_whole(self.file).unwrap_or_default();
        let lines = data.split(|byte| *byte == b'\n');
        let entries = lines.map(|line| line.split(|byte| *byte == b':').map(<[u8]>::to_vec));
        let entries = entries.map(Iterator::collect::<Entry>);
        entries
            .filter(|entry| entry.len() >= self.fields && number_of(entry).is_some())
            .collect()
    }

    fn object(&self, entry: &Entry) -> Ref {
        let text = |index: usize| files::decode(&entry[index]).into_obj();
        let number = |index: usize| {
            let text = String::from_utf8_lossy(&entry[index]);
            Int::new(text.parse().unwrap_or(-1)).into_obj()
        };
        let values = if self.fields == 7 {
            let mut values = vec![text(0), text(1), number(2), number(3)];
            values.extend([text(4), text(5), text(6)]);
            values
        } else {
            let members = entry[3].split(|byte| *byte == b',');
            let members = members.filter(|member| !member.is_empty());
            let members = members.map(|member| files::decode(member).into_obj());
            let members = List::new(members.collect()).into_obj();
            vec![text(0), text(1), number(2), members]
        };
        struct_sequence::define(self.shape).make(values)
    }
}

fn number_of(entry: &Entry) -> Option<i64> {
    std::str::from_utf8(entry.get(2)?).ok()?.parse().ok()
}

fn not_found(message: &str) -> Exc {
    key_error(Str::from_str(message).as_obj())
}

fn by_number(database: &Database, id: &Obj) -> PyResult {
    let (function, what) = (database.by_id, database.id);
    let index = match number::index(id) {
        Ok(index) => index,
        Err(error) if error.matches(&TYPE_ERROR) => {
            return Err(type_error(format!(
                "{what} should be integer, not {}",
                id.ty().tp_name()
            )));
        }
        Err(error) => return Err(error),
    };
    let Some(id) = index.as_i64().filter(|id| u32::try_from(*id).is_ok()) else {
        return Err(not_found(&format!("{function}(): {what} not found")));
    };
    let entries = database.entries();
    match entries.iter().find(|entry| number_of(entry) == Some(id)) {
        Some(entry) => Ok(database.object(entry)),
        None => Err(not_found(&format!("{function}(): {what} not found: {id}"))),
    }
}

fn by_name(database: &Database, place: &str, name: &Obj) -> PyResult {
    let function = database.by_name;
    let name = native::str_arg(function, place, name)?;
    let bytes = files::encode(name)?;
    if bytes.contains(&0) {
        return Err(value_error("embedded null byte"));
    }
    let entries = database.entries();
    match entries.iter().find(|entry| entry[0] == bytes) {
        Some(entry) => Ok(database.object(entry)),
        None => {
            let shown = serpentarium_runtime::object::protocol::repr_text(name.as_obj())?;
            Err(not_found(&format!("{function}(): name not found: {shown}")))
        }
    }
}

fn all(database: &Database) -> PyResult {
    let entries = database.entries();
    let objects = entries.iter().map(|entry| database.object(entry));
    Ok(List::new(objects.collect()).into_obj())
}
