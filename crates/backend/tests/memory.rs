//! The store in memory behaves as every store must.
#![cfg(not(target_arch = "wasm32"))]

use backend::memory::MemoryStore;

async fn store() -> (MemoryStore, ()) {
    (MemoryStore::new(), ())
}

backend::store_conformance!(store);
