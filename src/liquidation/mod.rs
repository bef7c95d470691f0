//! How accounts end: which joint move is nearest, how likely one is before a horizon, what it costs, and what it sets
//! off in others.
