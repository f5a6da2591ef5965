//! Patterns of `match`.

use ruff_python_ast as published;
use ruff_text_size::TextRange;
use serpentarium_bytecode::Constant;

use super::expr::make;
use super::{Lowered, Lowering, child, nodes, required, type_error};
use crate::ast::{Field, Node, NodeClass};
use published::Pattern;

impl Lowering {
    fn patterns(&mut self, node: &Node, field: &str) -> Lowered<Vec<Pattern>> {
        nodes(node, field)
            .map(|pattern| self.pattern(pattern))
            .collect()
    }

    pub(super) fn pattern(&mut self, node: &Node) -> Lowered<Pattern> {
        use NodeClass as C;
        let range = self.range(node);
        Ok(match node.class {
            C::MatchValue => {
                let value = self.boxed(node, "value")?;
                Pattern::MatchValue(make!(PatternMatchValue, range, { value }))
            }
            C::MatchSingleton => {
                let value = match node.field("value") {
                    Some(Field::Constant(Constant::Bool(true))) => published::Singleton::True,
                    Some(Field::Constant(Constant::Bool(false))) => published::Singleton::False,
                    _ => published::Singleton::None,
                };
                Pattern::MatchSingleton(make!(PatternMatchSingleton, range, { value }))
            }
            C::MatchSequence => {
                let patterns = self.patterns(node, "patterns")?;
                Pattern::MatchSequence(make!(PatternMatchSequence, range, {
                    patterns, runtime_patterns: None,
                }))
            }
            C::MatchMapping => {
                let keys = self.exprs(node, "keys")?.into_iter().collect();
                let patterns = self.patterns(node, "patterns")?.into_iter().collect();
                let rest = self.optional_name(node, "rest", range);
                Pattern::MatchMapping(make!(PatternMatchMapping, range, {
                    keys, patterns, rest, runtime_keys: None, runtime_patterns: None,
                }))
            }
            C::MatchClass => self.class_pattern(node, range)?,
            C::MatchStar => {
                let name = self.optional_name(node, "name", range);
                Pattern::MatchStar(make!(PatternMatchStar, range, { name }))
            }
            C::MatchAs => {
                let pattern = match child(node, "pattern") {
                    Some(pattern) => Some(Box::new(self.pattern(pattern)?)),
                    None => None,
                };
                let name = self.optional_name(node, "name", range);
                Pattern::MatchAs(make!(PatternMatchAs, range, { pattern, name }))
            }
            C::MatchOr => {
                let patterns = self.patterns(node, "patterns")?;
                Pattern::MatchOr(make!(PatternMatchOr, range, {
                    patterns, runtime_patterns: None,
                }))
            }
            other => {
                let message = format!("expected some sort of pattern, but got {}()", other.name());
                return Err(type_error(message));
            }
        })
    }

    fn class_pattern(&mut self, node: &Node, range: TextRange) -> Lowered<Pattern> {
        let cls = self.boxed(node, "cls")?;
        let patterns = self.patterns(node, "patterns")?.into_iter().collect();
        let names = self.names(node, "kwd_attrs");
        let values = self.patterns(node, "kwd_patterns")?;
        let keywords = names
            .into_iter()
            .zip(values)
            .map(|(attr, pattern)| make!(PatternKeyword, range, { attr, pattern }))
            .collect();
        let arguments = make!(PatternArguments, range, { patterns, keywords });
        Ok(Pattern::MatchClass(make!(PatternMatchClass, range, {
            cls,
            arguments,
            runtime_patterns: None,
            runtime_kwd_attrs: None,
            runtime_kwd_patterns: None,
        })))
    }

    pub(super) fn match_case(&mut self, node: &Node) -> Lowered<published::MatchCase> {
        let pattern = required(node, "pattern")?;
        let range = self.span(nodes(node, "body").chain(std::iter::once(pattern)));
        let pattern = self.pattern(pattern)?;
        let guard = self.maybe(node, "guard")?;
        let body = self.body(node, "body")?.into_iter().collect();
        Ok(make!(MatchCase, range, { pattern, guard, body, runtime_body: None }))
    }
}
