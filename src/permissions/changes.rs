//! What a change of an access adds and removes.

use contract::EndpointId;

/// The difference between two sets of endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the second set only, in its order.
    pub added: Vec<EndpointId>,
    /// In the first set only, in its order.
    pub removed: Vec<EndpointId>,
}

impl Changes {
    /// From one set to another.
    pub fn between(before: &[EndpointId], after: &[EndpointId]) -> Self {
        let only = |these: &[EndpointId], those: &[EndpointId]| {
            let mut those: Vec<_> = those.iter().collect();
            those.sort_unstable();
            these.iter().filter(|id| those.binary_search(id).is_err()).cloned().collect()
        };
        Changes { added: only(after, before), removed: only(before, after) }
    }

    /// Says whether the sets are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_tells_what_came_and_what_went() {
        let ids = |texts: &[&str]| texts.iter().map(|text| EndpointId::from(text.to_string())).collect::<Vec<_>>();
        let changes = Changes::between(&ids(&["GET /a", "GET /b"]), &ids(&["GET /c", "GET /b"]));
        assert_eq!(changes, Changes { added: ids(&["GET /c"]), removed: ids(&["GET /a"]) });
        assert!(Changes::between(&ids(&["GET /a", "GET /b"]), &ids(&["GET /b", "GET /a"])).is_empty());
    }
}
