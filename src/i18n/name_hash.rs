/// Names a text in one number, for the page and for its build script: FNV-1a, 32 bits
/// (<http://www.isthe.com/chongo/tech/comp/fnv/>). `form` is the plural form, empty where the text has none.
fn name_hash(key: &str, form: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in key.bytes().chain([b'.']).chain(form.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}
