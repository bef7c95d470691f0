//! What a method says about itself, and the list by which a folder offers its methods.
//!
//! A *method* is one way to do a thing: an estimator, an objective, a risk measure. Its file holds
//! its parameters as a struct, its mathematics, and its description ([`Describe`]). Its folder's
//! `mod.rs` lists it in [`methods!`](crate::methods), which makes of the list the modules, the
//! tagged union that requests carry, the dispatch, and the folder's part of the catalog.

use serde::Serialize;

/// A work that a description cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reference {
    /// Authors, year, title, where it appeared.
    pub text: &'static str,
    /// A stable address (DOI, arXiv), when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'static str>,
}

/// What a number counts; the page shows a fraction in per cent, the JSON stays decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// A plain number.
    None,
    /// A decimal fraction: 0.3 is 30 %.
    Fraction,
    /// A decimal fraction per year.
    PerYear,
    /// An amount of the quote currency.
    Money,
    /// Calendar days.
    Days,
    /// Bars of the price history.
    Periods,
    /// How many of something.
    Count,
}

/// One choice of a parameter that takes one of a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Choice {
    /// As it stands in the request.
    pub value: &'static str,
    /// As a person reads it.
    pub label: &'static str,
}

/// What a view may be on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ViewChoice {
    /// As the field `of` of a view has it.
    pub value: &'static str,
    /// As a person reads it.
    pub label: &'static str,
    /// What its value counts.
    pub unit: Unit,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Whether it is on two assets, neither of which is over the other.
    pub pair: bool,
}

/// The kind of value that a parameter takes, with its range and default.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Value {
    /// A real number within `[min, max]`; no default means that it may be left out.
    Number {
        /// What it counts.
        unit: Unit,
        /// Least value.
        min: Option<f64>,
        /// Greatest value.
        max: Option<f64>,
        /// Taken when the field is left out.
        default: Option<f64>,
    },
    /// A real number within `[min, max]` that is moved to see what follows from it.
    Dial {
        /// What it counts.
        unit: Unit,
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Taken when the field is left out.
        default: f64,
    },
    /// A whole number within `[min, max]`.
    Integer {
        /// What it counts.
        unit: Unit,
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
        /// Taken when the field is left out.
        default: Option<i64>,
    },
    /// One of a few words.
    Choice {
        /// The words.
        choices: Vec<Choice>,
        /// Taken when the field is left out.
        default: &'static str,
    },
    /// A method of another family, with that method's own parameters: `{"kind": ...}`.
    Method {
        /// The family's name.
        family: &'static str,
        /// The kind that is taken when the field is left out.
        default: String,
    },
    /// A number for each asset: `{"BTC": 0.5}`; an asset that is left out has the default.
    PerAsset {
        /// What it counts.
        unit: Unit,
        /// Least value.
        min: Option<f64>,
        /// Greatest value.
        max: Option<f64>,
        /// For assets that are left out; none means "equal for all".
        default: Option<f64>,
    },
    /// What is expected of portfolios: `[{"assets": {"BTC": 1, "ETH": -1}, "value": 0.02}]`.
    Views {
        /// What it may be on: the field `of`, which is left out where there is one choice only.
        of: Vec<ViewChoice>,
        /// How it may stand to the value: the field `relation`, where there are any.
        relations: Vec<Choice>,
        /// What the field `confidence` of a view is when it is left out; none where there is no such field.
        confidence: Option<f64>,
    },
    /// A list of things with the same few fields: `[{"leverage": 10, "share": 0.1}]`; it may be left out.
    Rows {
        /// What one of them is called.
        row: &'static str,
        /// Its fields; one of them counts once those that have to be given are.
        columns: Vec<Parameter>,
    },
    /// Names of series of the price table: `["market", "rate"]`.
    Series,
    /// Budget, bounds by asset and limits by group, as in `allocate`.
    Constraints,
    /// The name of a coin or currency; it may be left out.
    Name,
    /// Words of one's own; they may be left out.
    Text,
    /// A day or an instant, ISO 8601; it may be left out.
    Moment,
    /// A value that has to be given; its default is only where a form begins.
    Required {
        /// What it takes.
        value: Box<Value>,
    },
    /// A value that is asked for only where another parameter of the method has a certain one.
    When {
        /// The other parameter.
        parameter: &'static str,
        /// What it has to be.
        is: &'static str,
        /// What it takes.
        value: Box<Value>,
    },
}

/// One parameter of a method or an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Parameter {
    /// The field of the request.
    pub name: &'static str,
    /// As a person reads it, without the unit.
    pub label: &'static str,
    /// One sentence: what it does.
    pub help: &'static str,
    /// What it takes.
    pub value: Value,
    /// Shown only behind "more".
    pub advanced: bool,
}

impl Parameter {
    /// The same, which has to be given.
    pub fn required(self) -> Self {
        Self { value: Value::Required { value: Box::new(self.value) }, ..self }
    }
}

/// The description of one method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Method {
    /// The `kind` that requests carry; [`methods!`](crate::methods) derives it from the type's name.
    pub kind: String,
    /// As a person reads it.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The formula, in plain text with its symbols named.
    pub formula: &'static str,
    /// What has to be known to read its numbers: scaling, units, rules, domain.
    pub conventions: &'static [&'static str],
    /// Its parameters, in the order of the form.
    pub parameters: Vec<Parameter>,
    /// Where it comes from.
    pub references: Vec<Reference>,
}

/// A family of methods that can stand for one another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Family {
    /// As [`Value::Method`] names it.
    pub name: &'static str,
    /// As a person reads it.
    pub label: &'static str,
    /// Its methods, in the order of the list.
    pub methods: Vec<Method>,
}

/// The description of one operation: what the page makes its form of, and the command line its help.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OperationDescription {
    /// As it is called.
    pub name: &'static str,
    /// As a person reads it.
    pub label: &'static str,
    /// What it answers, in one sentence.
    pub summary: &'static str,
    /// The field of its request that holds the book (positions, quotes, prices); empty for the request itself.
    pub book: &'static str,
    /// The settings a person chooses; data (prices, positions, quotes) are not listed.
    pub parameters: Vec<Parameter>,
}

/// A type that describes itself as a method; where it has a default value, that value has the defaults
/// of the description.
pub trait Describe {
    /// The description; leave `kind` empty, the list fills it in.
    fn describe() -> Method;
}

/// `MinimumRisk` as requests write it: `minimumRisk`.
pub fn camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// The `kind` of a type: the one written beside it, else its name in camel case.
pub fn kind_of(name: &str, written: &[&str]) -> String {
    written.first().map_or_else(|| camel_case(name), |kind| (*kind).to_owned())
}

/// Makes a folder's list of methods into its modules, its union, its dispatch and its catalog part.
///
/// ```text
/// methods! {
///     /// How expected returns are estimated.
///     pub enum Mean as dyn MeanEstimator, family "mean", label "Expected returns" {
///         historical::Historical,
///     }
/// }
/// ```
///
/// declares `mod historical;`, the union `Mean` tagged by `kind` (`{"kind":"historical"}`) whose
/// default is the first method, `Mean::method(&self) -> &dyn MeanEstimator`, and `Mean::family()`.
/// `historical::HistoricalMean = "historical"` gives a kind that differs from the type's name, and
/// `pub enum Mean without default as dyn …` leaves the default out, where none would make sense; with
/// `named by Trait of &Words` behind it the union also has `named`, which asks each type for its reading of a name.
#[macro_export]
macro_rules! methods {
    (
        $(#[$doc:meta])*
        pub enum $Union:ident as dyn $Trait:path, family $family:literal, label $label:literal {
            $first:ident :: $First:ident $(= $kind:literal)? $(, $($rest:tt)*)?
        }
    ) => {
        $crate::methods! {
            $(#[$doc])*
            pub enum $Union without default as dyn $Trait, family $family, label $label {
                $first :: $First $(= $kind)? $(, $($rest)*)?
            }
        }

        impl Default for $Union {
            fn default() -> Self {
                Self::$First(Default::default())
            }
        }
    };
    (
        $(#[$doc:meta])*
        pub enum $Union:ident without default as dyn $Trait:path, named by $Named:ident of $Words:ty,
            family $family:literal, label $label:literal {
            $($module:ident :: $Name:ident $(= $kind:literal)?),* $(,)?
        }
    ) => {
        $crate::methods! {
            $(#[$doc])*
            pub enum $Union without default as dyn $Trait, family $family, label $label {
                $($module :: $Name $(= $kind)?),*
            }
        }

        impl $Union {
            /// What the first kind of the list that knows such a name reads in it.
            pub fn named(words: $Words) -> Option<Result<Self, String>> {
                $(
                    if let Some(read) = <$module::$Name as $Named>::named(words) {
                        return Some(read.map(Self::$Name));
                    }
                )*
                None
            }
        }
    };
    (
        $(#[$doc:meta])*
        pub enum $Union:ident without default as dyn $Trait:path, family $family:literal, label $label:literal {
            $($module:ident :: $Name:ident $(= $kind:literal)?),* $(,)?
        }
    ) => {
        $(pub mod $module;)*

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(tag = "kind", rename_all = "camelCase")]
        pub enum $Union {
            $(
                #[doc = concat!("See [`", stringify!($module), "`].")]
                $(#[serde(rename = $kind)])?
                $Name($module::$Name),
            )*
        }

        // The tag that serde would read by itself needs a copy of the object, and compiles its fields twice.
        const _: () = {
            #[derive(serde::Deserialize)]
            #[serde(rename_all = "camelCase", expecting = "an object with its kind")]
            // A family may call all its methods alike, and have one with many fields: there is one of it to a request.
            #[allow(clippy::enum_variant_names, clippy::large_enum_variant)]
            enum Tagged {
                $(
                    $(#[serde(rename = $kind)])?
                    $Name($module::$Name),
                )*
            }

            impl<'de> serde::Deserialize<'de> for $Union {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::json::union(deserializer).map(|tagged| match tagged {
                        $(Tagged::$Name(method) => Self::$Name(method),)*
                    })
                }
            }
        };

        impl $Union {
            /// The chosen method.
            pub fn method(&self) -> &dyn $Trait {
                match self {
                    $(Self::$Name(method) => method,)*
                }
            }

            /// The `kind` of the chosen method.
            pub fn kind(&self) -> String {
                match self {
                    $(Self::$Name(_) => $crate::method::kind_of(stringify!($Name), &[$($kind)?]),)*
                }
            }

            /// All methods of the family with their descriptions.
            pub fn family() -> $crate::method::Family {
                fn described<M: $crate::method::Describe>(kind: String) -> $crate::method::Method {
                    $crate::method::Method { kind, ..M::describe() }
                }
                $crate::method::Family {
                    name: $family,
                    label: $label,
                    methods: vec![
                        $(described::<$module::$Name>(
                            $crate::method::kind_of(stringify!($Name), &[$($kind)?])
                        ),)*
                    ],
                }
            }
        }
    };
}
