//! The matcher over the real catalogs, against a naive reading of their lists.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::LazyLock;

use backend::{Deployments, samples::sample_deployments};
use contract::{CatalogEndpoint, EndpointId, Method, Verdict};
use proptest::{prelude::*, sample::select};

static DEPLOYMENTS: LazyLock<Deployments> = LazyLock::new(|| Deployments::new(sample_deployments()));

fn endpoints(deployment: &str) -> Vec<&'static CatalogEndpoint> {
    let known = DEPLOYMENTS.get(deployment).expect("a sample deployment");
    known.catalog.as_ref().expect("a catalog").catalog.endpoints().collect()
}

fn judged(deployment: &str, method: &str, path: &str) -> Option<String> {
    let known = DEPLOYMENTS.get(deployment).expect("a sample deployment");
    match known.matcher.judge(method, format!("/api/v5{path}").as_bytes()) {
        Verdict::Endpoint(endpoint) => Some(endpoint.to_string()),
        _ => None,
    }
}

/// Of all templates that have the path, the one with its literals furthest left; then its method.
fn naive(deployment: &str, method: Method, segments: &[&str]) -> Option<String> {
    let parts = |one: &CatalogEndpoint| one.path[1..].split('/').map(str::to_owned).collect::<Vec<_>>();
    let is_parameter = |part: &String| part.starts_with('{');
    let has_path = |one: &&&CatalogEndpoint| {
        let parts = parts(one);
        let same = |(part, segment): (&String, &&str)| is_parameter(part) || part == segment;
        parts.len() == segments.len() && parts.iter().zip(segments).all(same)
    };
    let endpoints = endpoints(deployment);
    let best =
        endpoints.iter().filter(has_path).min_by_key(|one| parts(one).iter().map(is_parameter).collect::<Vec<_>>())?;
    let found = endpoints.iter().find(|one| one.path == best.path && one.method == method)?;
    Some(found.id().to_string())
}

#[test]
fn where_two_templates_have_a_path_the_literal_decides_and_the_method_does_not() {
    // Every pair of templates of emqx-v5 that have a path in common: a path, the narrower one with its methods, and
    // a method that only the wider one has.
    let pairs: [(&str, &str, &[Method], Method); 9] = [
        ("/actions/x/metrics", "/actions/{id}/metrics", &[Method::Get], Method::Post),
        ("/bridges/x/metrics", "/bridges/{id}/metrics", &[Method::Get], Method::Post),
        ("/sources/x/metrics", "/sources/{id}/metrics", &[Method::Get], Method::Post),
        ("/authentication/order", "/authentication/order", &[Method::Put], Method::Delete),
        ("/authorization/sources/order", "/authorization/sources/order", &[Method::Put], Method::Get),
        ("/plugins/install", "/plugins/install", &[Method::Post], Method::Delete),
        ("/plugins/x/config", "/plugins/{name}/config", &[Method::Get, Method::Put], Method::Delete),
        ("/plugins/x/move", "/plugins/{name}/move", &[Method::Post], Method::Put),
        ("/plugins/x/schema", "/plugins/{name}/schema", &[Method::Get], Method::Put),
    ];
    for (path, narrower, methods, wider) in pairs {
        for method in methods {
            let id = EndpointId::new(*method, narrower).to_string();
            assert_eq!(judged("dedicated-v5", method.as_str(), path), Some(id), "{method} {path}");
        }
        assert_eq!(judged("dedicated-v5", wider.as_str(), path), None, "{wider} {path}");
    }
    let mut paths: Vec<&str> = endpoints("dedicated-v5").iter().map(|one| one.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let overlap = |one: &str, other: &str| {
        let agree = |(a, b): (&str, &str)| a == b || a.starts_with('{') || b.starts_with('{');
        one.split('/').count() == other.split('/').count() && one.split('/').zip(other.split('/')).all(agree)
    };
    let count = |one: &&str| paths.iter().filter(|other| *one < **other && overlap(one, other)).count();
    assert_eq!(paths.iter().map(count).sum::<usize>(), pairs.len());
}

#[test]
fn every_endpoint_is_found_by_its_own_path_and_no_key_reaches_what_is_left_out() {
    for deployment in ["dedicated-v5", "serverless"] {
        for endpoint in endpoints(deployment) {
            let path = endpoint.path.replace(['{', '}'], "_");
            let found = judged(deployment, endpoint.method.as_str(), &path);
            assert_eq!(found, Some(endpoint.id().to_string()), "{deployment}");
        }
        for path in ["/api_key", "/api_key/x", "/users", "/users/admin", "/login", "/logout", "/sso", "/sso/ldap"] {
            for method in Method::ALL {
                assert_eq!(judged(deployment, method.as_str(), path), None, "{deployment}: {method} {path}");
            }
        }
    }
}

/// A path like those of a catalog: of some template, with parameters filled and literals exchanged here and there.
fn path(deployment: &'static str) -> impl Strategy<Value = Vec<&'static str>> {
    let paths: Vec<&'static str> = endpoints(deployment).into_iter().map(|one| one.path.as_str()).collect();
    let mut words: Vec<&'static str> = paths.iter().flat_map(|path| path[1..].split('/')).collect();
    words.retain(|word| !word.starts_with('{'));
    words.extend(["x", "client-1", "order", "metrics", "install", "config"]);
    (select(paths), prop::collection::vec((select(words), 0..6u8), 12)).prop_map(|(path, fill)| {
        let fill = path[1..].split('/').zip(fill).map(
            |(part, (word, chance))| {
                if part.starts_with('{') || chance == 0 { word } else { part }
            },
        );
        fill.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn over_the_real_catalogs_it_finds_what_a_naive_reading_finds(
        (deployment, segments) in select(vec!["dedicated-v5", "serverless"])
            .prop_flat_map(|deployment| (Just(deployment), path(deployment))),
        method in select(Method::ALL.to_vec()),
    ) {
        let path = format!("/{}", segments.join("/"));
        prop_assert_eq!(judged(deployment, method.as_str(), &path), naive(deployment, method, &segments), "{}", path);
    }
}
