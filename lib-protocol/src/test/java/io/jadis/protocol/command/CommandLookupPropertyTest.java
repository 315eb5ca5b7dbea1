package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

final class CommandLookupPropertyTest {
    private static final CommandTable TABLE = CommandTable.forServer();

    /** Few letters and many lengths: names that share their beginnings, their ends and the words of the hash. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("aAbZz@[`{_-\u00c1\u00e1\0").ofMinLength(0).ofMaxLength(40);
    }

    @Property
    void indexAnswersAsAMapOfLowerCaseNames(@ForAll @Size(max = 60) List<@From("names") String> added,
            @ForAll @Size(max = 20) List<@From("names") String> asked) {
        Map<String, Command> model = new HashMap<>();
        CommandIndex index = new CommandIndex(Math.max(1, added.size()));
        for (String name : added) {
            Command command = TABLE.commands().get(model.size());
            if (!name.isEmpty() && model.putIfAbsent(AsciiText.lower(name), command) == null) index.add(name, command);
        }
        List<String> all = new ArrayList<>(asked);
        all.addAll(added);
        for (String name : all) {
            Command expected = model.get(AsciiText.lower(name));
            assertSame(expected, index.find(name));
            try (NativeRequest request = NativeRequest.of(List.of(name))) {
                assertSame(expected, index.find(request.address(0), request.length(0)));
            }
        }
    }

    @Property
    void eightBytesAreLoweredAsOneByOne(@ForAll long word) {
        long expected = 0;
        for (int i = 0; i < 64; i += 8) expected |= (long) AsciiText.lower((char) (word >>> i & 0xFF)) << i;
        assertEquals(expected, AsciiText.lower(word));
    }
}
