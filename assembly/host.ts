/** The group of a value that was not met before. `kind`: the slot; 32 more for `true`, `false` and `null`. -1: look at the record. */
@external('host', 'group')
export declare function hostGroup(kind: i32, at: i32, length: i32): i32;
/** What to do with the records of a new class: 1, 2, 7, or a number from 8 on that the host understands. `groups`: 32 16-bit numbers, by slot. */
@external('host', 'verdict')
export declare function hostVerdict(groups: i32): i32;
/** A record that somebody wants, or (verdict 0) that has something unusual. `at`: milliseconds since 1970. */
@external('host', 'found')
export declare function hostFound(start: i32, end: i32, ordinal: i32, verdict: i32, at: f64): void;
/** A closer look at the current record: 0 if nobody needs it, the number from 1 on of records like this; -1: it has to be looked at each time. */
@external('host', 'note')
export declare function hostNote(verdict: i32): i32;
/** Takes the times that were noted. `forget`: and forgets the numbers. */
@external('host', 'noted')
export declare function hostNoted(forget: i32): void;
