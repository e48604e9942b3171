//! The catalogs that are built in.

use contract::Category;

/// The names of the built-in catalogs.
pub const NAMES: [&str; 2] = ["emqx-v5", "emqx-serverless"];

/// The language of their names and summaries (a tag of BCP 47).
pub const LANGUAGE: &str = "en";

/// The categories of the built-in catalog with this name.
pub fn builtin(name: &str) -> Option<Vec<Category>> {
    let json = match name {
        "emqx-v5" => include_str!("../catalogs/emqx-v5.json"),
        "emqx-serverless" => include_str!("../catalogs/emqx-serverless.json"),
        _ => return None,
    };
    Some(serde_json::from_str(json).expect("a built-in catalog is well-formed: a test reads each"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use contract::Method;

    use super::*;

    #[test]
    fn every_name_has_a_catalog_and_no_other_has() {
        for name in NAMES {
            assert!(builtin(name).is_some_and(|categories| !categories.is_empty()), "{name}");
        }
        assert!(builtin("").is_none());
        assert!(builtin("emqx-v6").is_none());
    }

    #[test]
    fn emqx_v5_offers_349_endpoints_in_47_categories() {
        let categories = builtin("emqx-v5").expect("a built-in catalog");
        let with = |method| {
            categories.iter().flat_map(|category| &category.endpoints).filter(|one| one.method == method).count()
        };
        assert_eq!(categories.len(), 47);
        assert_eq!(Method::ALL.map(with), [154, 83, 65, 0, 47]);
        assert_eq!(Method::ALL.map(with).iter().sum::<usize>(), 349);
    }

    #[test]
    fn no_catalog_offers_what_is_never_for_keys() {
        for name in NAMES {
            for category in builtin(name).expect("a built-in catalog") {
                assert!(!["API Keys", "Dashboard", "Dashboard Single Sign-On"].contains(&category.name.as_str()));
                for endpoint in category.endpoints {
                    let first = endpoint.path.split('/').nth(1).unwrap_or_default();
                    assert!(!["api_key", "users", "login", "logout", "sso"].contains(&first), "{}", endpoint.id());
                }
            }
        }
    }

    #[test]
    fn no_category_and_no_endpoint_stands_twice_and_each_has_words() {
        for name in NAMES {
            let (mut names, mut ids) = (HashSet::new(), HashSet::new());
            for category in builtin(name).expect("a built-in catalog") {
                assert!(!category.endpoints.is_empty(), "{name}: {}", category.name);
                for endpoint in &category.endpoints {
                    assert!(endpoint.id().as_str().parse::<contract::EndpointId>().is_ok(), "{}", endpoint.id());
                    assert!(!endpoint.summary.trim().is_empty(), "{name}: {}", endpoint.id());
                    assert!(ids.insert(endpoint.id()), "{name}: {} stands there twice", endpoint.id());
                }
                assert!(names.insert(category.name), "{name}");
            }
        }
    }
}
