package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LeadingNumberTest {
    @Test
    void integersAreReadAsFarAsTheyGo() {
        assertEquals(0, LeadingNumber.integer(""));
        assertEquals(0, LeadingNumber.integer("x1"));
        assertEquals(12, LeadingNumber.integer(" +12abc"));
        assertEquals(-12, LeadingNumber.integer("\t-12 3"));
        assertEquals(Long.MAX_VALUE, LeadingNumber.integer("99999999999999999999"));
        assertEquals(Long.MIN_VALUE, LeadingNumber.integer("-99999999999999999999"));
    }

    @Test
    void decimalsAreReadAsFarAsTheyGo() {
        assertEquals(0, LeadingNumber.decimal("x"));
        assertEquals(0.5, LeadingNumber.decimal(".5"));
        assertEquals(2, LeadingNumber.decimal(" 2.s"));
        assertEquals(1500, LeadingNumber.decimal("1.5e3 "));
        assertEquals(1, LeadingNumber.decimal("1d"));
    }
}
