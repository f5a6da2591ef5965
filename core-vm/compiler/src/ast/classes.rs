//! The node classes of CPython 3.14's abstract syntax, in one table.
//!
//! Everything about a class comes from here: its fields with their types, its
//! base class, whether it has a position, and its docstring.

/// Whether nodes of a class carry `lineno` and its three companions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    Located,
    Plain,
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    One,
    Optional,
    Many,
    /// A list whose elements may be `None` (the keys of a dict display).
    ManyOptional,
}

/// One field of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    pub name: &'static str,
    /// As the abstract grammar writes it: `expr`, `stmt*`, `identifier?`.
    notation: &'static str,
}

impl FieldInfo {
    /// The type without its mark for arity.
    pub fn type_name(&self) -> &'static str {
        self.notation.trim_end_matches(['?', '*'])
    }

    pub fn arity(&self) -> Arity {
        match &self.notation[self.type_name().len()..] {
            "?" => Arity::Optional,
            "*" => Arity::Many,
            "?*" => Arity::ManyOptional,
            _ => Arity::One,
        }
    }
}

/// What the table says about a class.
#[derive(Debug)]
pub struct ClassInfo {
    pub name: &'static str,
    pub base: &'static str,
    pub position: Position,
    pub fields: &'static [FieldInfo],
}

macro_rules! node_classes {
    ($($class:ident $name:literal ($base:literal, $position:ident)
        { $($field:literal: $notation:literal),* })*) => {
        /// A class of syntax tree nodes, abstract bases included.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum NodeClass { $($class),* }

        impl NodeClass {
            /// Every class, bases before what derives from them.
            pub const ALL: &'static [NodeClass] = &[$(NodeClass::$class),*];
        }

        static CLASSES: &[ClassInfo] = &[$(ClassInfo {
            name: $name,
            base: $base,
            position: Position::$position,
            fields: &[$(FieldInfo { name: $field, notation: $notation }),*],
        }),*];
    };
}

node_classes! {
    ModBase "mod" ("AST", Plain) {}
    Module "Module" ("mod", Plain) { "body": "stmt*", "type_ignores": "type_ignore*" }
    Interactive "Interactive" ("mod", Plain) { "body": "stmt*" }
    Expression "Expression" ("mod", Plain) { "body": "expr" }
    FunctionType "FunctionType" ("mod", Plain) { "argtypes": "expr*", "returns": "expr" }
    StmtBase "stmt" ("AST", Located) {}
    FunctionDef "FunctionDef" ("stmt", Located) { "name": "identifier", "args": "arguments", "body": "stmt*", "decorator_list": "expr*", "returns": "expr?", "type_comment": "string?", "type_params": "type_param*" }
    AsyncFunctionDef "AsyncFunctionDef" ("stmt", Located) { "name": "identifier", "args": "arguments", "body": "stmt*", "decorator_list": "expr*", "returns": "expr?", "type_comment": "string?", "type_params": "type_param*" }
    ClassDef "ClassDef" ("stmt", Located) { "name": "identifier", "bases": "expr*", "keywords": "keyword*", "body": "stmt*", "decorator_list": "expr*", "type_params": "type_param*" }
    Return "Return" ("stmt", Located) { "value": "expr?" }
    Delete "Delete" ("stmt", Located) { "targets": "expr*" }
    Assign "Assign" ("stmt", Located) { "targets": "expr*", "value": "expr", "type_comment": "string?" }
    TypeAlias "TypeAlias" ("stmt", Located) { "name": "expr", "type_params": "type_param*", "value": "expr" }
    AugAssign "AugAssign" ("stmt", Located) { "target": "expr", "op": "operator", "value": "expr" }
    AnnAssign "AnnAssign" ("stmt", Located) { "target": "expr", "annotation": "expr", "value": "expr?", "simple": "int" }
    For "For" ("stmt", Located) { "target": "expr", "iter": "expr", "body": "stmt*", "orelse": "stmt*", "type_comment": "string?" }
    AsyncFor "AsyncFor" ("stmt", Located) { "target": "expr", "iter": "expr", "body": "stmt*", "orelse": "stmt*", "type_comment": "string?" }
    While "While" ("stmt", Located) { "test": "expr", "body": "stmt*", "orelse": "stmt*" }
    If "If" ("stmt", Located) { "test": "expr", "body": "stmt*", "orelse": "stmt*" }
    With "With" ("stmt", Located) { "items": "withitem*", "body": "stmt*", "type_comment": "string?" }
    AsyncWith "AsyncWith" ("stmt", Located) { "items": "withitem*", "body": "stmt*", "type_comment": "string?" }
    Match "Match" ("stmt", Located) { "subject": "expr", "cases": "match_case*" }
    Raise "Raise" ("stmt", Located) { "exc": "expr?", "cause": "expr?" }
    Try "Try" ("stmt", Located) { "body": "stmt*", "handlers": "excepthandler*", "orelse": "stmt*", "finalbody": "stmt*" }
    TryStar "TryStar" ("stmt", Located) { "body": "stmt*", "handlers": "excepthandler*", "orelse": "stmt*", "finalbody": "stmt*" }
    Assert "Assert" ("stmt", Located) { "test": "expr", "msg": "expr?" }
    Import "Import" ("stmt", Located) { "names": "alias*" }
    ImportFrom "ImportFrom" ("stmt", Located) { "module": "identifier?", "names": "alias*", "level": "int?" }
    Global "Global" ("stmt", Located) { "names": "identifier*" }
    Nonlocal "Nonlocal" ("stmt", Located) { "names": "identifier*" }
    Expr "Expr" ("stmt", Located) { "value": "expr" }
    Pass "Pass" ("stmt", Located) {}
    Break "Break" ("stmt", Located) {}
    Continue "Continue" ("stmt", Located) {}
    ExprBase "expr" ("AST", Located) {}
    BoolOp "BoolOp" ("expr", Located) { "op": "boolop", "values": "expr*" }
    NamedExpr "NamedExpr" ("expr", Located) { "target": "expr", "value": "expr" }
    BinOp "BinOp" ("expr", Located) { "left": "expr", "op": "operator", "right": "expr" }
    UnaryOp "UnaryOp" ("expr", Located) { "op": "unaryop", "operand": "expr" }
    Lambda "Lambda" ("expr", Located) { "args": "arguments", "body": "expr" }
    IfExp "IfExp" ("expr", Located) { "test": "expr", "body": "expr", "orelse": "expr" }
    Dict "Dict" ("expr", Located) { "keys": "expr?*", "values": "expr*" }
    Set "Set" ("expr", Located) { "elts": "expr*" }
    ListComp "ListComp" ("expr", Located) { "elt": "expr", "generators": "comprehension*" }
    SetComp "SetComp" ("expr", Located) { "elt": "expr", "generators": "comprehension*" }
    DictComp "DictComp" ("expr", Located) { "key": "expr", "value": "expr", "generators": "comprehension*" }
    GeneratorExp "GeneratorExp" ("expr", Located) { "elt": "expr", "generators": "comprehension*" }
    Await "Await" ("expr", Located) { "value": "expr" }
    Yield "Yield" ("expr", Located) { "value": "expr?" }
    YieldFrom "YieldFrom" ("expr", Located) { "value": "expr" }
    Compare "Compare" ("expr", Located) { "left": "expr", "ops": "cmpop*", "comparators": "expr*" }
    Call "Call" ("expr", Located) { "func": "expr", "args": "expr*", "keywords": "keyword*" }
    FormattedValue "FormattedValue" ("expr", Located) { "value": "expr", "conversion": "int", "format_spec": "expr?" }
    Interpolation "Interpolation" ("expr", Located) { "value": "expr", "str": "constant", "conversion": "int", "format_spec": "expr?" }
    JoinedStr "JoinedStr" ("expr", Located) { "values": "expr*" }
    TemplateStr "TemplateStr" ("expr", Located) { "values": "expr*" }
    Constant "Constant" ("expr", Located) { "value": "constant", "kind": "string?" }
    Attribute "Attribute" ("expr", Located) { "value": "expr", "attr": "identifier", "ctx": "expr_context" }
    Subscript "Subscript" ("expr", Located) { "value": "expr", "slice": "expr", "ctx": "expr_context" }
    Starred "Starred" ("expr", Located) { "value": "expr", "ctx": "expr_context" }
    Name "Name" ("expr", Located) { "id": "identifier", "ctx": "expr_context" }
    List "List" ("expr", Located) { "elts": "expr*", "ctx": "expr_context" }
    Tuple "Tuple" ("expr", Located) { "elts": "expr*", "ctx": "expr_context" }
    Slice "Slice" ("expr", Located) { "lower": "expr?", "upper": "expr?", "step": "expr?" }
    ExprContextBase "expr_context" ("AST", Plain) {}
    Load "Load" ("expr_context", Plain) {}
    Store "Store" ("expr_context", Plain) {}
    Del "Del" ("expr_context", Plain) {}
    BoolOpBase "boolop" ("AST", Plain) {}
    And "And" ("boolop", Plain) {}
    Or "Or" ("boolop", Plain) {}
    OperatorBase "operator" ("AST", Plain) {}
    Add "Add" ("operator", Plain) {}
    Sub "Sub" ("operator", Plain) {}
    Mult "Mult" ("operator", Plain) {}
    MatMult "MatMult" ("operator", Plain) {}
    Div "Div" ("operator", Plain) {}
    Mod "Mod" ("operator", Plain) {}
    Pow "Pow" ("operator", Plain) {}
    LShift "LShift" ("operator", Plain) {}
    RShift "RShift" ("operator", Plain) {}
    BitOr "BitOr" ("operator", Plain) {}
    BitXor "BitXor" ("operator", Plain) {}
    BitAnd "BitAnd" ("operator", Plain) {}
    FloorDiv "FloorDiv" ("operator", Plain) {}
    UnaryOpBase "unaryop" ("AST", Plain) {}
    Invert "Invert" ("unaryop", Plain) {}
    Not "Not" ("unaryop", Plain) {}
    UAdd "UAdd" ("unaryop", Plain) {}
    USub "USub" ("unaryop", Plain) {}
    CmpOpBase "cmpop" ("AST", Plain) {}
    Eq "Eq" ("cmpop", Plain) {}
    NotEq "NotEq" ("cmpop", Plain) {}
    Lt "Lt" ("cmpop", Plain) {}
    LtE "LtE" ("cmpop", Plain) {}
    Gt "Gt" ("cmpop", Plain) {}
    GtE "GtE" ("cmpop", Plain) {}
    Is "Is" ("cmpop", Plain) {}
    IsNot "IsNot" ("cmpop", Plain) {}
    In "In" ("cmpop", Plain) {}
    NotIn "NotIn" ("cmpop", Plain) {}
    Comprehension "comprehension" ("AST", Plain) { "target": "expr", "iter": "expr", "ifs": "expr*", "is_async": "int" }
    ExceptHandlerBase "excepthandler" ("AST", Located) {}
    ExceptHandler "ExceptHandler" ("excepthandler", Located) { "type": "expr?", "name": "identifier?", "body": "stmt*" }
    Arguments "arguments" ("AST", Plain) { "posonlyargs": "arg*", "args": "arg*", "vararg": "arg?", "kwonlyargs": "arg*", "kw_defaults": "expr?*", "kwarg": "arg?", "defaults": "expr*" }
    Arg "arg" ("AST", Located) { "arg": "identifier", "annotation": "expr?", "type_comment": "string?" }
    Keyword "keyword" ("AST", Located) { "arg": "identifier?", "value": "expr" }
    Alias "alias" ("AST", Located) { "name": "identifier", "asname": "identifier?" }
    WithItem "withitem" ("AST", Plain) { "context_expr": "expr", "optional_vars": "expr?" }
    MatchCase "match_case" ("AST", Plain) { "pattern": "pattern", "guard": "expr?", "body": "stmt*" }
    PatternBase "pattern" ("AST", Located) {}
    MatchValue "MatchValue" ("pattern", Located) { "value": "expr" }
    MatchSingleton "MatchSingleton" ("pattern", Located) { "value": "constant" }
    MatchSequence "MatchSequence" ("pattern", Located) { "patterns": "pattern*" }
    MatchMapping "MatchMapping" ("pattern", Located) { "keys": "expr*", "patterns": "pattern*", "rest": "identifier?" }
    MatchClass "MatchClass" ("pattern", Located) { "cls": "expr", "patterns": "pattern*", "kwd_attrs": "identifier*", "kwd_patterns": "pattern*" }
    MatchStar "MatchStar" ("pattern", Located) { "name": "identifier?" }
    MatchAs "MatchAs" ("pattern", Located) { "pattern": "pattern?", "name": "identifier?" }
    MatchOr "MatchOr" ("pattern", Located) { "patterns": "pattern*" }
    TypeIgnoreBase "type_ignore" ("AST", Plain) {}
    TypeIgnore "TypeIgnore" ("type_ignore", Plain) { "lineno": "int", "tag": "string" }
    TypeParamBase "type_param" ("AST", Located) {}
    TypeVar "TypeVar" ("type_param", Located) { "name": "identifier", "bound": "expr?", "default_value": "expr?" }
    ParamSpec "ParamSpec" ("type_param", Located) { "name": "identifier", "default_value": "expr?" }
    TypeVarTuple "TypeVarTuple" ("type_param", Located) { "name": "identifier", "default_value": "expr?" }
}

impl NodeClass {
    pub fn info(self) -> &'static ClassInfo {
        &CLASSES[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.info().name
    }

    pub fn fields(self) -> &'static [FieldInfo] {
        self.info().fields
    }

    pub fn is_located(self) -> bool {
        self.info().position == Position::Located
    }

    /// Whether the class is only a base of others.
    pub fn is_abstract(self) -> bool {
        CLASSES.iter().any(|class| class.base == self.name())
    }

    /// The class of that name.
    pub fn by_name(name: &str) -> Option<NodeClass> {
        NodeClass::ALL
            .iter()
            .copied()
            .find(|class| class.name() == name)
    }

    /// The class this one derives from; `None` where that is `AST` itself.
    pub fn base(self) -> Option<NodeClass> {
        NodeClass::by_name(self.info().base)
    }

    /// Index of a field among the class's fields.
    pub fn field_index(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }

    /// `__doc__`: the class as the abstract grammar writes it.
    pub fn doc(self) -> String {
        if !self.is_abstract() {
            return match self.base() {
                Some(_) => self.notation(),
                None => self.notation(),
            };
        }
        let separator = format!("\n{}| ", " ".repeat(self.name().len() + 1));
        let cases: Vec<String> = NodeClass::ALL
            .iter()
            .filter(|class| class.base() == Some(self))
            .map(|class| class.notation())
            .collect();
        let is_plain = cases.iter().all(|case| !case.contains('('));
        let separator = if is_plain { " | " } else { separator.as_str() };
        format!("{} = {}", self.name(), cases.join(separator))
    }

    fn notation(self) -> String {
        let fields: Vec<String> = self
            .fields()
            .iter()
            .map(|field| format!("{} {}", field.notation, field.name))
            .collect();
        if fields.is_empty() {
            self.name().to_owned()
        } else {
            format!("{}({})", self.name(), fields.join(", "))
        }
    }
}
