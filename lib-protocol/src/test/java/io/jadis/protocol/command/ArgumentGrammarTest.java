package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentGrammarTest {
    @Test
    void readsNestedArgumentsWithTheirAttributes() {
        List<ArgumentSpec> arguments = ArgumentGrammar.parse("""
                (key key ks=0)
                (where oneof opt since=6.2.0
                    (left pure-token tok=LEFT)(addr string tok=ADDR disp=ip:port dep=7.0.0))
                (field string multi tok=FIELD multitok)""");
        assertEquals(List.of("key", "where", "field"), arguments.stream().map(ArgumentSpec::name).toList());
        assertEquals(new ArgumentSpec("key", ArgumentSpec.Type.KEY, null, "key", 0, false, false, false, null, null,
                List.of()), arguments.get(0));
        ArgumentSpec where = arguments.get(1);
        assertTrue(where.optional() && where.isCompound());
        assertEquals("6.2.0", where.since());
        assertEquals(null, where.displayText());
        assertEquals(new ArgumentSpec("addr", ArgumentSpec.Type.STRING, "ADDR", "ip:port", -1, false, false, false,
                null,
                "7.0.0", List.of()), where.arguments().get(1));
        assertTrue(arguments.get(2).multiple() && arguments.get(2).multipleToken());
    }

    @Test
    void emptyTokenIsShownAsQuotes() {
        assertEquals("\"\"", ArgumentGrammar.parse("(empty pure-token tok=)").getFirst().token());
        assertEquals("=", ArgumentGrammar.parse("(equal pure-token tok==)").getFirst().token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(key", "(key key", "(key nothing)", "(key key surprise)", "key", "(key key))",
        "(key key x=1)", "(a oneof ((b string)))"})
    void malformedGrammarIsRefused(String grammar) {
        assertThrows(IllegalArgumentException.class, () -> ArgumentGrammar.parse(grammar));
    }

    @Test
    void everyDeclarationParsesAndItsKeysPointToKeySpecs() {
        for (CommandTable table : List.of(CommandTable.forServer(), CommandTable.forSentinel())) {
            for (Command command : table.commands()) {
                check(command);
                command.subcommands().forEach(ArgumentGrammarTest::check);
            }
        }
    }

    private static void check(Command command) {
        command.arguments().forEach(argument -> check(command, argument));
    }

    private static void check(Command command, ArgumentSpec argument) {
        assertTrue(argument.keySpecIndex() < command.keySpecs().size(), command.fullName());
        assertEquals(argument.isCompound(), !argument.arguments().isEmpty(), command.fullName());
        argument.arguments().forEach(child -> check(command, child));
    }
}
