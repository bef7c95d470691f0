//! The version of the request and response shapes.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// The version that this engine speaks.
pub const SCHEMA_VERSION: u32 = 1;

/// The version that a request names: always 1; any other is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SchemaVersion(#[cfg_attr(target_arch = "wasm32", tsify(type = "1"))] u32);

/// By a visitor, so that the reader of the text knows at which number the refusal came.
impl<'de> Deserialize<'de> for SchemaVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Version;
        impl Visitor<'_> for Version {
            type Value = SchemaVersion;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "schema version {SCHEMA_VERSION}, which this engine speaks")
            }

            fn visit_u64<E: Error>(self, version: u64) -> Result<SchemaVersion, E> {
                if version == u64::from(SCHEMA_VERSION) {
                    return Ok(SchemaVersion(SCHEMA_VERSION));
                }
                Err(E::invalid_value(Unexpected::Unsigned(version), &self))
            }
        }
        deserializer.deserialize_u64(Version)
    }
}
