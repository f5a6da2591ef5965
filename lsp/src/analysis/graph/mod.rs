//! Graphs of a text: control flow of a function, classes with their bases; as data, as Mermaid
//! and as DOT.

pub mod classes;
pub mod control_flow;

/// A graph that can be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// A word of letters, digits and underscores.
    pub id: String,
    /// The lines of its label.
    pub lines: Vec<String>,
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Box,
    /// Where something begins or ends.
    Round,
    /// Where exceptions are handled.
    Handler,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub from: String,
    pub to: String,
    pub label: String,
    pub style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Solid,
    Dashed,
}

impl Graph {
    /// As a Mermaid flowchart.
    pub fn mermaid(&self, direction: &str) -> String {
        let mut out = format!("flowchart {direction}\n");
        for node in &self.nodes {
            let lines: Vec<String> = node.lines.iter().map(|line| mermaid_text(line)).collect();
            let (open, close) = match node.shape {
                Shape::Box => ("[", "]"),
                Shape::Round => ("([", "])"),
                Shape::Handler => ("{{", "}}"),
            };
            let label = lines.join("<br/>");
            out.push_str(&format!("    {}{open}\"{label}\"{close}\n", node.id));
        }
        for edge in &self.edges {
            let arrow = match edge.style {
                Style::Solid => "-->",
                Style::Dashed => "-.->",
            };
            let label = match edge.label.as_str() {
                "" => String::new(),
                label => format!("|\"{}\"|", mermaid_text(label)),
            };
            out.push_str(&format!("    {} {arrow}{label} {}\n", edge.from, edge.to));
        }
        out
    }

    /// As a Graphviz digraph.
    pub fn dot(&self, name: &str, direction: &str) -> String {
        let mut out = format!("digraph {} {{\n", dot_text(name));
        out.push_str(&format!("    rankdir={direction};\n"));
        out.push_str("    node [shape=box, fontname=\"monospace\"];\n");
        for node in &self.nodes {
            let label: String = node
                .lines
                .iter()
                .map(|line| format!("{}\\l", dot_escape(line)))
                .collect();
            let shape = match node.shape {
                Shape::Box => "box",
                Shape::Round => "ellipse",
                Shape::Handler => "hexagon",
            };
            out.push_str(&format!(
                "    {} [label=\"{label}\", shape={shape}];\n",
                node.id
            ));
        }
        for edge in &self.edges {
            let style = match edge.style {
                Style::Solid => "solid",
                Style::Dashed => "dashed",
            };
            out.push_str(&format!(
                "    {} -> {} [label={}, style={style}];\n",
                edge.from,
                edge.to,
                dot_text(&edge.label)
            ));
        }
        out.push_str("}\n");
        out
    }
}

/// Characters that Mermaid would take for its own become entities.
fn mermaid_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '#' => out.push_str("#35;"),
            '`' => out.push_str("#96;"),
            '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

fn dot_escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn dot_text(text: &str) -> String {
    format!("\"{}\"", dot_escape(text))
}
