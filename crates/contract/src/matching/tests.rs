use super::*;

const TEMPLATES: &[(Method, &str)] = &[
    (Method::Get, "/clients"),
    (Method::Get, "/clients/{clientid}"),
    (Method::Delete, "/clients/{clientid}"),
    (Method::Get, "/clients/{clientid}/subscriptions"),
    (Method::Put, "/authentication/order"),
    (Method::Get, "/authentication/{id}"),
    (Method::Put, "/authentication/{id}"),
    (Method::Get, "/rules/{id}/metrics"),
    (Method::Get, "/rules/events/{name}"),
];

fn matcher(encoded_slash: EncodedSlash) -> Matcher {
    Matcher::new("/api/v5", Some(TEMPLATES.iter().copied()), encoded_slash)
}

fn without_catalog(base_path: &str) -> Matcher {
    Matcher::new(base_path, None::<[(Method, &str); 0]>, EncodedSlash::Refused)
}

/// The endpoint, or why there is none. The path is below the base path.
fn judged(method: &str, path: impl AsRef<[u8]>) -> Result<String, NotOffered> {
    judged_by(&matcher(EncodedSlash::Allowed), method, path)
}

fn judged_by(matcher: &Matcher, method: &str, path: impl AsRef<[u8]>) -> Result<String, NotOffered> {
    match matcher.judge(method, &[b"/api/v5".as_slice(), path.as_ref()].concat()) {
        Verdict::Endpoint(endpoint) => Ok(endpoint.to_string()),
        Verdict::NotOffered(reason) => Err(reason),
        Verdict::UnderBasePath => panic!("this deployment has a catalog"),
    }
}

#[test]
fn a_request_is_for_the_template_that_its_path_has() {
    for (method, path, endpoint) in [
        ("GET", "/clients", "GET /clients"),
        ("GET", "/clients/c-1", "GET /clients/{clientid}"),
        ("DELETE", "/clients/c-1", "DELETE /clients/{clientid}"),
        ("GET", "/clients/c-1/subscriptions", "GET /clients/{clientid}/subscriptions"),
        ("GET", "/clients/{clientid}", "GET /clients/{clientid}"),
        ("GET", "/clients/%7Bclientid%7D", "GET /clients/{clientid}"),
        ("GET", "/clients/a+b,c=d:e@f!$&'()*~", "GET /clients/{clientid}"),
        ("GET", "/clients/100%25", "GET /clients/{clientid}"),
        ("GET", "/clients/caf%C3%A9", "GET /clients/{clientid}"),
        ("GET", "/clients/a%3Bb", "GET /clients/{clientid}"),
        ("GET", "/clients/...", "GET /clients/{clientid}"),
    ] {
        assert_eq!(judged(method, path).as_deref(), Ok(endpoint), "{method} {path}");
    }
}

#[test]
fn the_query_is_no_part_of_the_path() {
    assert_eq!(judged("GET", "/clients?page=1&x=/../..//%2e%zz").as_deref(), Ok("GET /clients"));
    assert_eq!(judged("GET", "/clients?a?b").as_deref(), Ok("GET /clients"));
    assert_eq!(judged("GET", "/clients/?a"), Err(NotOffered::EmptySegment));
    assert_eq!(judged("GET", "/clients%3Fa"), Err(NotOffered::Path));
}

#[test]
fn a_literal_is_better_than_a_parameter_from_left_to_right() {
    assert_eq!(judged("PUT", "/authentication/order").as_deref(), Ok("PUT /authentication/order"));
    assert_eq!(judged("GET", "/rules/events/metrics").as_deref(), Ok("GET /rules/events/{name}"));
    assert_eq!(judged("GET", "/rules/event/metrics").as_deref(), Ok("GET /rules/{id}/metrics"));
}

#[test]
fn a_literal_that_leads_nowhere_does_not_hide_the_parameter() {
    let templates = [(Method::Get, "/a/b/{x}"), (Method::Get, "/a/{y}/c/d")];
    let matcher = Matcher::new("/api/v5", Some(templates), EncodedSlash::Refused);
    assert_eq!(judged_by(&matcher, "GET", "/a/b/c").as_deref(), Ok("GET /a/b/{x}"));
    assert_eq!(judged_by(&matcher, "GET", "/a/b/c/d").as_deref(), Ok("GET /a/{y}/c/d"));
}

#[test]
fn the_best_path_has_the_method_or_the_answer_is_no() {
    // `GET /authentication/{id}` is wider, and is not fallen back to.
    assert_eq!(judged("GET", "/authentication/order"), Err(NotOffered::Method));
    assert_eq!(judged("POST", "/clients"), Err(NotOffered::Method));
    assert_eq!(judged("PATCH", "/clients/c-1"), Err(NotOffered::Method));
}

#[test]
fn a_literal_beside_a_parameter_has_its_own_methods_alone() {
    // EMQX has this pair too. The built-in catalogs leave it out; a document that somebody imports may not.
    let wider = [Method::Get, Method::Put, Method::Delete].map(|method| (method, "/sso/{backend}"));
    let templates = wider.into_iter().chain([(Method::Get, "/sso/running")]);
    let matcher = Matcher::new("/api/v5", Some(templates), EncodedSlash::Allowed);
    let judged = |method: &str, path: &str| judged_by(&matcher, method, path);
    assert_eq!(judged("GET", "/sso/running").as_deref(), Ok("GET /sso/running"));
    for method in ["PUT", "DELETE"] {
        assert_eq!(judged(method, "/sso/running"), Err(NotOffered::Method), "{method}");
        assert_eq!(judged(method, "/sso/ldap"), Ok(format!("{method} /sso/{{backend}}")));
    }
    assert_eq!(judged("GET", "/sso/Running").as_deref(), Ok("GET /sso/{backend}"));
    assert_eq!(judged("PUT", "/sso/runnin%67"), Err(NotOffered::Disguised));
}

#[test]
fn head_is_get_and_what_keys_never_do_is_refused() {
    assert_eq!(judged("HEAD", "/clients").as_deref(), Ok("GET /clients"));
    assert_eq!(judged("HEAD", "/authentication/order"), Err(NotOffered::Method));
    for method in ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Get", "GET ", "", "GETT", "POST,GET"] {
        assert_eq!(judged(method, "/clients"), Err(NotOffered::Method), "{method:?}");
        let open = without_catalog("");
        assert_eq!(open.judge(method, b"/clients"), Verdict::NotOffered(NotOffered::Method), "{method:?}");
    }
}

#[test]
fn dot_segments_are_refused_in_every_encoding() {
    for dots in [
        ".",
        "..",
        "%2e",
        "%2E",
        "%2e%2e",
        "%2E%2e",
        ".%2e",
        "%2e.",
        "%252e%252e",
        "%252e.",
        ".%25252e",
        "%25%32%65%2e",
        "..%2F",
        "%2F..",
        "a%2F..%2Fb",
        "a%2F%2e%2e%2Fb",
        "a%252f%252e%252e",
        "..%3B",
        "..%3Ba=b",
        "%2e%2e%3bx",
        ".%253b",
    ] {
        for path in [format!("/clients/{dots}"), format!("/{dots}/clients"), format!("/clients/{dots}/subscriptions")] {
            assert_eq!(judged("GET", &path), Err(NotOffered::DotSegment), "{path}");
        }
    }
    // Half-encoded, overlong UTF-8, and the `%u` of old servers.
    for dots in ["%2%65.", "%%32%65.", "%c0%ae%c0%ae", "%e0%80%ae.", "%f0%80%80%ae%2e", "%u002e%u002e", "%uff0e."] {
        assert_eq!(judged("GET", format!("/clients/{dots}")), Err(NotOffered::Encoding), "{dots}");
    }
}

#[test]
fn empty_segments_and_a_slash_at_the_end_are_refused() {
    for path in ["/", "//", "/clients/", "//clients", "/clients//", "/clients//subscriptions", "/clients/c-1/"] {
        assert_eq!(judged("GET", path), Err(NotOffered::EmptySegment), "{path}");
    }
    let matcher = matcher(EncodedSlash::Allowed);
    for path in ["//api/v5/clients", "/api//v5/clients", "/api/v5//clients", "/"] {
        assert_eq!(matcher.judge("GET", path.as_bytes()), Verdict::NotOffered(NotOffered::EmptySegment), "{path}");
    }
}

#[test]
fn control_characters_and_backslashes_are_refused_raw_and_encoded() {
    for bad in [
        "\\", "a\\b", "%5c", "%5C..", "%255c", "%25%35c", "\0", "%00", "%2500", "\n", "%0a", "%0d%0a", "\t", "%09",
        "\x7f", "%7f", "%c2%85", " ", "a b", "é", "a;b", ";", "..;", "..;/",
    ] {
        let path = format!("/clients/{bad}");
        assert_eq!(judged("GET", &path), Err(NotOffered::Character), "{path:?}");
    }
    assert_eq!(judged("GET", b"/clients/\xff"), Err(NotOffered::Character));
    assert_eq!(judged("GET", "/clients?a b"), Err(NotOffered::Character));
    assert_eq!(judged("GET", "/clients?a\r\nx: y"), Err(NotOffered::Character));
    // A space and a letter may be encoded.
    assert_eq!(judged("GET", "/clients/a%20b").as_deref(), Ok("GET /clients/{clientid}"));
}

#[test]
fn broken_percent_encoding_is_refused() {
    for bad in ["%", "%2", "%zz", "a%", "%2g", "%%", "%%25", "% 2f", "%-1", "%+1", "%ff", "%c3", "%c3%28", "%ed%a0%80"]
    {
        let path = format!("/clients/{bad}");
        let reason = judged("GET", &path).expect_err(&path);
        let expected = if bad.contains(' ') { NotOffered::Character } else { NotOffered::Encoding };
        assert_eq!(reason, expected, "{path}");
    }
}

#[test]
fn an_encoded_slash_stays_inside_its_segment_or_is_refused() {
    for id in ["a%2Fb", "a%2fb", "%2Ftopic%2F", "a%2F%2Fb", "a%252Fb"] {
        let path = format!("/clients/{id}");
        assert_eq!(judged("GET", &path).as_deref(), Ok("GET /clients/{clientid}"), "{path}");
        let refused = judged_by(&matcher(EncodedSlash::Refused), "GET", &path);
        assert_eq!(refused, Err(NotOffered::EncodedSlash), "{path}");
    }
    // It never splits a segment.
    assert_eq!(judged("GET", "/clients%2Fc-1"), Err(NotOffered::Path));
    assert_eq!(judged("GET", "/clients/c-1%2Fsubscriptions").as_deref(), Ok("GET /clients/{clientid}"));
    assert_eq!(judged("GET", "/clients/c-1/subscriptions%2F"), Err(NotOffered::Path));
}

#[test]
fn case_matters() {
    for path in ["/Clients", "/CLIENTS", "/clients/c-1/Subscriptions"] {
        assert_eq!(judged("GET", path), Err(NotOffered::Path), "{path}");
    }
    let matcher = matcher(EncodedSlash::Allowed);
    assert_eq!(matcher.judge("GET", b"/API/v5/clients"), Verdict::NotOffered(NotOffered::OutsideBasePath));
}

#[test]
fn an_encoded_literal_is_neither_the_literal_nor_a_way_round_it() {
    for path in ["/authentication/ord%65r", "/authentication/%6Frder", "/authentication/%6f%72%64%65%72"] {
        assert_eq!(judged("PUT", path), Err(NotOffered::Disguised), "{path}");
        assert_eq!(judged("GET", path), Err(NotOffered::Disguised), "{path}");
    }
    assert_eq!(judged("PUT", "/authentication/ord%2565r"), Err(NotOffered::Disguised));
    assert_eq!(judged("GET", "/rules/%65vents/metrics"), Err(NotOffered::Disguised));
    assert_eq!(judged("GET", "/cli%65nts"), Err(NotOffered::Path));
    assert_eq!(judged("GET", "/clients/c-1/%73ubscriptions"), Err(NotOffered::Path));
    // Where both readings agree nothing is disguised.
    assert_eq!(judged("GET", "/rules/%65vents2/metrics").as_deref(), Ok("GET /rules/{id}/metrics"));
}

#[test]
fn a_literal_that_is_written_encoded_is_compared_as_written() {
    let templates = [(Method::Get, "/caf%C3%A9"), (Method::Get, "/{x}/a"), (Method::Put, "/%61/a")];
    let matcher = Matcher::new("/api/v5", Some(templates), EncodedSlash::Refused);
    assert_eq!(judged_by(&matcher, "GET", "/caf%C3%A9").as_deref(), Ok("GET /caf%C3%A9"));
    assert_eq!(judged_by(&matcher, "GET", "/caf%c3%a9"), Err(NotOffered::Path));
    assert_eq!(judged_by(&matcher, "PUT", "/%61/a").as_deref(), Ok("PUT /%61/a"));
    assert_eq!(judged_by(&matcher, "GET", "/a/a"), Err(NotOffered::Disguised));
    assert_eq!(judged_by(&matcher, "GET", "/b/a").as_deref(), Ok("GET /{x}/a"));
}

#[test]
fn two_templates_that_are_one_when_decoded_never_stand_in_for_each_other() {
    let templates = [(Method::Get, "/a"), (Method::Get, "/%61")];
    let matcher = Matcher::new("/api/v5", Some(templates), EncodedSlash::Refused);
    assert_eq!(judged_by(&matcher, "GET", "/a").as_deref(), Ok("GET /a"));
    assert_eq!(judged_by(&matcher, "GET", "/%61"), Err(NotOffered::Disguised));
}

#[test]
fn what_is_no_path_is_refused() {
    let matcher = matcher(EncodedSlash::Allowed);
    for (target, reason) in [
        ("", NotOffered::NotAPath),
        ("*", NotOffered::NotAPath),
        ("api/v5/clients", NotOffered::NotAPath),
        ("http://host/api/v5/clients", NotOffered::NotAPath),
        ("?/api/v5/clients", NotOffered::NotAPath),
        ("%2Fapi/v5/clients", NotOffered::NotAPath),
        ("/http://host/api/v5/clients", NotOffered::EmptySegment),
        ("/api/v5/clients#fragment", NotOffered::Fragment),
        ("/api/v5/clients?a#fragment", NotOffered::Fragment),
        ("#", NotOffered::NotAPath),
    ] {
        assert_eq!(matcher.judge("GET", target.as_bytes()), Verdict::NotOffered(reason), "{target:?}");
    }
}

#[test]
fn a_path_of_8_kib_is_looked_at_and_a_longer_one_is_not() {
    let matcher = matcher(EncodedSlash::Allowed);
    let path = |length: usize| format!("/api/v5/clients/{}", "a".repeat(length - "/api/v5/clients/".len()));
    assert!(matches!(matcher.judge("GET", path(PATH_MAX_BYTES).as_bytes()), Verdict::Endpoint(_)));
    assert_eq!(matcher.judge("GET", path(PATH_MAX_BYTES + 1).as_bytes()), Verdict::NotOffered(NotOffered::TooLong));
    let with_query = format!("{}?{}", path(PATH_MAX_BYTES), "q".repeat(10_000));
    assert!(matches!(matcher.judge("GET", with_query.as_bytes()), Verdict::Endpoint(_)));
    let segments = "/a".repeat(PATH_MAX_BYTES / 2);
    assert_eq!(matcher.judge("GET", segments.as_bytes()), Verdict::NotOffered(NotOffered::OutsideBasePath));
}

#[test]
fn the_base_path_is_matched_segment_by_segment() {
    let matcher = matcher(EncodedSlash::Allowed);
    for path in [
        "/api/v5",
        "/api",
        "/api/v50/clients",
        "/api/v5clients",
        "/api/v4/clients",
        "/clients",
        "/api/v%35/clients",
        "/%61pi/v5/clients",
        "/api%2Fv5/clients",
        "/x/api/v5/clients",
    ] {
        assert_eq!(matcher.judge("GET", path.as_bytes()), Verdict::NotOffered(NotOffered::OutsideBasePath), "{path}");
    }
}

#[test]
fn without_a_catalog_what_lies_under_the_base_path_is_open_and_nothing_else() {
    let deep = without_catalog("/api/v4");
    for path in ["/api/v4/clients", "/api/v4/a/b/c?x", "/api/v4/%41"] {
        assert_eq!(deep.judge("DELETE", path.as_bytes()), Verdict::UnderBasePath, "{path}");
    }
    for path in ["/api/v4", "/api/v4/", "/api/v44/clients", "/api/v4/../v5/users", "/api/v4/a%2Fb", "/", "/clients"] {
        assert!(matches!(deep.judge("GET", path.as_bytes()), Verdict::NotOffered(_)), "{path}");
    }
    let root = without_catalog("");
    assert_eq!(root.judge("GET", b"/clients"), Verdict::UnderBasePath);
    assert!(matches!(root.judge("GET", b"/"), Verdict::NotOffered(_)));
}

#[test]
fn full_opens_the_catalog_and_a_set_exactly_what_it_names() {
    let matcher = matcher(EncodedSlash::Allowed);
    let decided =
        |access: &Access, method: &str, path: &str| match matcher.judge(method, path.as_bytes()).permitted_by(access) {
            Decision::Allowed(endpoint) => format!("allowed {}", endpoint.expect("a catalog")),
            Decision::Missing(endpoint) => format!("missing {}", endpoint.expect("a catalog")),
            Decision::NotOffered(reason) => format!("{reason:?}"),
        };
    let set = Access::Endpoints(vec!["GET /clients".to_owned().into(), "GET /users".to_owned().into()]);
    assert_eq!(decided(&Access::Full, "GET", "/api/v5/clients/c"), "allowed GET /clients/{clientid}");
    assert_eq!(decided(&Access::Full, "GET", "/api/v5/users"), "Path");
    assert_eq!(decided(&set, "GET", "/api/v5/clients"), "allowed GET /clients");
    assert_eq!(decided(&set, "HEAD", "/api/v5/clients"), "allowed GET /clients");
    assert_eq!(decided(&set, "GET", "/api/v5/clients/c"), "missing GET /clients/{clientid}");
    // What a later catalog no longer offers is still held, and opens nothing.
    assert_eq!(decided(&set, "GET", "/api/v5/users"), "Path");
}

#[test]
fn a_set_opens_nothing_where_there_is_no_catalog_to_read_it_by() {
    let matcher = without_catalog("/api/v4");
    let verdict = matcher.judge("GET", b"/api/v4/clients");
    assert_eq!(verdict.permitted_by(&Access::Full), Decision::Allowed(None));
    let set = Access::Endpoints(vec!["GET /clients".to_owned().into()]);
    assert_eq!(verdict.permitted_by(&set), Decision::Missing(None));
}
