-- Whether a prospect's person lets a destination send, and what was desired before consent was withheld. Null: nobody asks for consent.
alter table prospect
    add column consent jsonb;  -- {consents: {* or attribute: dated value}, held: {attribute: dated value}}, dated as in desired
