//! What a type may ask of the text.

use std::borrow::Cow;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::Fault;
use super::text::{Number, Text};

/// The field that says which variant of a union an object is.
const KIND: &str = "kind";

impl<'de> Text<'de> {
    fn visit_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            b'-' | b'0'..=b'9' => match self.number()? {
                Number::Whole(number) => visitor.visit_u64(number),
                Number::Negative(number) => visitor.visit_i64(number),
                Number::Real(number) => visitor.visit_f64(number),
            },
            _ => Err(self.refused(&visitor)),
        }
    }

    /// Goes to the value of `kind` in the object that comes, and returns where the object begins.
    fn find_kind(&mut self) -> Result<usize, Fault> {
        let start = self.place();
        self.open()?;
        let mut first = true;
        while let Some(key) = self.key(first)? {
            if key == KIND {
                self.peek();
                return Ok(start);
            }
            self.skip()?;
            first = false;
        }
        Err(Fault::missing_field(KIND))
    }
}

impl<'de> Deserializer<'de> for &mut Text<'de> {
    type Error = Fault;

    /// So that [`super::union`] knows this reader.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            b'"' => visitor.visit_str(&self.string()?),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'n' => self.deserialize_unit(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            _ => self.visit_number(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            b't' => {
                self.word("true")?;
                visitor.visit_bool(true)
            }
            b'f' => {
                self.word("false")?;
                visitor.visit_bool(false)
            }
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            b'-' | b'0'..=b'9' => visitor.visit_f64(match self.number()? {
                Number::Whole(number) => number as f64,
                Number::Negative(number) => number as f64,
                Number::Real(number) => number,
            }),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_number(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_number(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_number(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            b'"' => visitor.visit_str(&self.string()?),
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() == b'n' {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() == b'n' {
            self.word("null")?;
            return visitor.visit_unit();
        }
        Err(self.refused(&visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != b'[' {
            return Err(self.refused(&visitor));
        }
        self.open()?;
        visitor.visit_seq(Entries { text: self, first: true, kind_is_known: false })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != b'{' {
            return Err(self.refused(&visitor));
        }
        self.open()?;
        let kind_is_known = std::mem::take(&mut self.kind_is_known);
        visitor.visit_map(Entries { text: self, first: true, kind_is_known })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.peek() {
            b'"' => visitor.visit_enum(Variant { text: self, union: None }),
            b'{' => {
                let depth_start = self.find_kind()?;
                visitor.visit_enum(Variant { text: self, union: Some(depth_start) })
            }
            _ => Err(self.refused(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 i32 u8 u16 f32 char bytes byte_buf unit_struct tuple_struct }
}

/// What stands between brackets.
struct Entries<'t, 'de> {
    text: &'t mut Text<'de>,
    first: bool,
    kind_is_known: bool,
}

impl<'de> Entries<'_, 'de> {
    #[inline(never)]
    fn key(&mut self) -> Result<Option<Cow<'de, str>>, Fault> {
        loop {
            let key = self.text.key(self.first)?;
            self.first = false;
            match key {
                Some(key) if self.kind_is_known && key == KIND => self.text.skip()?,
                key => return Ok(key),
            }
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        match self.key()? {
            Some(key) => seed.deserialize(Key(&key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(&mut *self.text)
    }
}

impl<'de> SeqAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        if !self.text.entry(self.first, b']', "`,` or `]`")? {
            return Ok(None);
        }
        self.first = false;
        seed.deserialize(&mut *self.text).map(Some)
    }
}

/// A word that says which.
struct Key<'k>(&'k str);

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// One of a few words, or an object that says by its `kind` what it is.
struct Variant<'t, 'de> {
    text: &'t mut Text<'de>,
    /// Where the object begins.
    union: Option<usize>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let variant = seed.deserialize(&mut *self.text)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.union {
            None => Ok(()),
            Some(_) => Err(Fault::invalid_type(Unexpected::Map, &"a word")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let Some(start) = self.union else {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &"an object with its kind"));
        };
        self.text.read_again(start);
        seed.deserialize(self.text)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Fault> {
        Err(Fault::invalid_type(Unexpected::TupleVariant, &visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Some(start) = self.union else {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &visitor));
        };
        self.text.read_again(start);
        self.text.deserialize_map(visitor)
    }
}
