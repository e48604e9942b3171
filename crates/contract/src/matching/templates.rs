//! The templates of a catalog as a tree of segments.

use crate::{EndpointId, Method};

use super::{
    NotOffered,
    segments::{Below, fully_decoded},
};

/// One path of the catalog with its methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    endpoints: [Option<EndpointId>; Method::ALL.len()],
}

impl Path {
    pub(super) fn endpoint(&self, method: Method) -> Option<&EndpointId> {
        self.endpoints[method as usize].as_ref()
    }
}

/// All templates, in two trees: with the literals as they are written, and with the literals decoded.
#[derive(Clone, Debug)]
pub(super) struct Templates {
    paths: Vec<Path>,
    written: Node,
    decoded: Node,
}

/// Templates that start alike. A node stands at one place of one tree, so a search looks at each at most once.
#[derive(Clone, Debug, Default)]
struct Node {
    /// Sorted by segment.
    literals: Vec<(Box<[u8]>, Node)>,
    parameter: Option<Box<Node>>,
    /// The position of the path that ends here.
    path: Option<usize>,
}

impl Templates {
    pub(super) fn new<'a>(endpoints: impl IntoIterator<Item = (Method, &'a str)>) -> Self {
        let mut templates = Templates { paths: Vec::new(), written: Node::default(), decoded: Node::default() };
        for (method, path) in endpoints {
            let next = templates.paths.len();
            let position = *templates.written.at(path, <[u8]>::to_vec).path.get_or_insert(next);
            if position == next {
                templates.paths.push(Path::default());
                // Two paths that are the same decoded: the first has the place, so the other is never reached.
                templates.decoded.at(path, |literal| fully_decoded(literal).into_owned()).path.get_or_insert(next);
            }
            templates.paths[position].endpoints[method as usize].get_or_insert_with(|| EndpointId::new(method, path));
        }
        templates
    }

    /// The best path in both readings.
    pub(super) fn find(&self, below: &Below<'_, '_>) -> Result<&Path, NotOffered> {
        let position = self.written.find(below.raw).ok_or(NotOffered::Path)?;
        let decoded = match below.decoded {
            Some(segments) => self.decoded.find(segments),
            None => self.decoded.find(below.raw),
        };
        if decoded == Some(position) { Ok(&self.paths[position]) } else { Err(NotOffered::Disguised) }
    }
}

impl Node {
    /// The node of a template, made where it is missing.
    fn at(&mut self, template: &str, literal: impl Fn(&[u8]) -> Vec<u8>) -> &mut Node {
        template.split('/').skip(1).fold(self, |node, segment| {
            if segment.starts_with('{') && segment.ends_with('}') {
                return node.parameter.get_or_insert_default();
            }
            let segment = literal(segment.as_bytes()).into_boxed_slice();
            let position = node.literals.binary_search_by(|(known, _)| known.cmp(&segment)).unwrap_or_else(|place| {
                node.literals.insert(place, (segment, Node::default()));
                place
            });
            &mut node.literals[position].1
        })
    }

    /// A literal before a parameter, from left to right; a way that leads nowhere is left again.
    fn find(&self, segments: &[impl AsRef<[u8]>]) -> Option<usize> {
        let Some((first, rest)) = segments.split_first() else { return self.path };
        let literal = self.literals.binary_search_by(|(known, _)| (**known).cmp(first.as_ref())).ok();
        literal
            .and_then(|position| self.literals[position].1.find(rest))
            .or_else(|| self.parameter.as_ref().and_then(|node| node.find(rest)))
    }
}
