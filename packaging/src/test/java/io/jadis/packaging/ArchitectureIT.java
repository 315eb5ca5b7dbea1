package io.jadis.packaging;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/architecture.md says about rooms and their dependencies, held against the classes of all modules. */
class ArchitectureIT {
    /** What lib-store may know. */
    private static final String[] OF_STORE = {"io.jadis.store..", "io.jadis.protocol.memory..",
        "io.jadis.protocol.number..", "io.jadis.protocol.hash..", "io.jadis.protocol.match..",
        "io.jadis.protocol.file.."};
    private static final JavaClasses JADIS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jadis");
    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.jadis..");

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "store", "server", "sentinel", "cli"})
    void everyModuleWithCodeIsLookedAt(String module) {
        assertTrue(JADIS.stream().anyMatch(c -> c.getPackageName().startsWith("io.jadis." + module)));
    }

    // ---- dependencies point down

    @Test
    void protocolKnowsNoOtherModule() {
        knowsOfOursOnly("io.jadis.protocol..", "io.jadis.protocol..");
    }

    /** No connections, no RESP, no commands, no configuration: bytes, numbers, patterns and files alone. */
    @Test
    void storeKnowsOnlyBytesNumbersAndPatternsOfTheProtocol() {
        classes().that().resideInAPackage("io.jadis.store..").and().resideOutsideOfPackage("io.jadis.store.aof..")
                .should(onlyDependOnClassesThat(resideInAnyPackage(OF_STORE).or(DescribedPredicate.not(OURS))))
                .check(JADIS);
    }

    /** Its file is commands as clients send them. */
    @Test
    void appendOnlyFileKnowsRequestsToo() {
        DescribedPredicate<JavaClass> requests = describe("requests and their words",
                c -> List.of("Arguments", "ArgumentPlaces", "ArgumentSplitter", "ByteText")
                        .contains(outermost(c.getBaseComponentType()).getSimpleName()));
        classes().that().resideInAPackage("io.jadis.store.aof..")
                .should(onlyDependOnClassesThat(
                        resideInAnyPackage(OF_STORE).or(requests).or(DescribedPredicate.not(OURS))))
                .check(JADIS);
    }

    @Test
    void storeHasNoNetwork() {
        noClasses().that().resideInAPackage("io.jadis.store..")
                .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "java.net..", "java.nio.channels..")
                        .and(describe("but files", c -> !c.getSimpleName().equals("FileChannel"))))
                .check(JADIS);
    }

    @Test
    void replicationKnowsStoreAndProtocol() {
        knowsOfOursOnly("io.jadis.repl..", "io.jadis.repl..", "io.jadis.store..", "io.jadis.protocol..");
    }

    @Test
    void clusterKnowsStoreAndProtocol() {
        knowsOfOursOnly("io.jadis.cluster..", "io.jadis.cluster..", "io.jadis.store..", "io.jadis.protocol..");
    }

    @Test
    void serverKnowsNoOtherProgram() {
        knowsOfOursOnly("io.jadis.server..", "io.jadis.server..", "io.jadis.repl..", "io.jadis.cluster..",
                "io.jadis.store..", "io.jadis.protocol..");
    }

    /** And what each daemon of ours is to the system: its log, its signals, its pid file. */
    @Test
    void sentinelKnowsTheProtocolAlone() {
        knowsOfOursOnly("io.jadis.sentinel..", "io.jadis.sentinel..", "io.jadis.protocol..");
    }

    /** No sockets, no clock, no threads, no files: the simulator and the daemon give it all it has. */
    @Test
    void sentinelsCoreKnowsReplyValuesAndPatternsAlone() {
        classes().that().resideInAPackage("io.jadis.sentinel.core..")
                .should(onlyDependOnClassesThat(resideInAnyPackage("io.jadis.sentinel.core..",
                "io.jadis.protocol.client..",
                        "io.jadis.protocol.match..", "io.jadis.protocol.config..").or(DescribedPredicate.not(OURS))))
                .check(JADIS);
        noClasses().that().resideInAPackage("io.jadis.sentinel.core..")
                .should().dependOnClassesThat().resideInAnyPackage("io.netty..", "java.net..", "java.nio..",
                        "java.util.concurrent..")
                .check(JADIS);
    }

    @Test
    void cliKnowsTheProtocolAlone() {
        knowsOfOursOnly("io.jadis.cli", "io.jadis.cli", "io.jadis.protocol..");
    }

    /** They read what the store has written. */
    @Test
    void checkToolsKnowTheFilesOfTheStore() {
        knowsOfOursOnly("io.jadis.cli.check..", "io.jadis.cli.check..", "io.jadis.store.rdb..", "io.jadis.store.aof..",
                "io.jadis.protocol.config..");
    }

    /** They would cost redis-cli its start-up time. */
    @Test
    void cliLoadsNeitherTheTransportNorTheLog() {
        noClasses().that().resideInAPackage("io.jadis.cli..").or().resideInAPackage("io.jadis.protocol.client..")
                .should().dependOnClassesThat().resideInAnyPackage("io.netty..", "org.apache.logging..", "org.slf4j..")
                .check(JADIS);
    }

    // ---- inside the modules

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "store", "repl", "cluster", "sentinel", "cli"})
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching("io.jadis." + module + ".(**)").should().beFreeOfCycles().allowEmptyShould(true).check(JADIS);
    }

    /** The root package wires the rooms, so it knows them all. */
    @Test
    void roomsOfTheServerHaveNoCycles() {
        slices().matching("io.jadis.server.(*)..").should().beFreeOfCycles().check(JADIS);
    }

    @Test
    void roomsOfTheServerDoNotKnowItsWiring() {
        noClasses().that().resideInAPackage("io.jadis.server.(*)..")
                .should().dependOnClassesThat(resideInAPackage("io.jadis.server")).check(JADIS);
    }

    /** Handlers are bound by the wiring: what runs a command doesn't know which commands there are. */
    @Test
    void executionKnowsNoCommand() {
        noClasses().that().resideInAnyPackage("io.jadis.server.execution..", "io.jadis.server.client..",
                        "io.jadis.server.stats..")
                .should().dependOnClassesThat().resideInAPackage("io.jadis.server.command..")
                .check(JADIS);
    }

    // ---- what only some may touch

    @Test
    void foreignMemoryAndFunctionsHaveTheirRooms() {
        noClasses().that(OURS).and().resideOutsideOfPackages(
                        "io.jadis.protocol.memory..", "io.jadis.store.memory..", "io.jadis.store.geo..",
                        "io.jadis.protocol.process..")
                .should().dependOnClassesThat().resideInAPackage("java.lang.foreign..")
                .check(JADIS);
    }

    /** Signals have no other door; why loads and stores need one is said there. */
    @Test
    void nobodyUsesInsidesOfTheJdkButItsSignalsAndLoads() {
        noClasses().that(OURS)
                .should().dependOnClassesThat()
                .haveNameMatching("(sun\\.(?!misc\\.(Signal|Unsafe))|jdk\\.internal\\.).*")
                .check(JADIS);
        noClasses().that(OURS).and().doNotHaveFullyQualifiedName("io.jadis.protocol.memory.Memory")
                .should().dependOnClassesThat().haveFullyQualifiedName("sun.misc.Unsafe")
                .check(JADIS);
    }

    @Test
    void onlyTheTransportAndItsBuffersAreNettys() {
        classes().that(OURS.and(DescribedPredicate.not(resideInAnyPackage(
                        "io.jadis.protocol.server..", "io.jadis.protocol.resp..", "io.jadis.server..",
                        "io.jadis.sentinel.daemon.."))))
                .should(onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.netty.."))))
                .check(JADIS);
    }

    @Test
    void nobodyUsesTheJdksLog() {
        noClasses().that(OURS).should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(JADIS);
    }

    @Test
    void onlyLaunchersAndWhatStandsForThemTouchTheStandardStreams() {
        List<String> allowed =
                List.of("RedisServer", "RedisSentinel", "ServerOptions", "RedisCli", "StandardStreams", "TerminalLines",
                "LogTarget", "Daemon");
        noClasses().that(OURS.and(describe("others than " + allowed,
                        c -> !allowed.contains(outermost(c).getSimpleName()))))
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .check(JADIS);
    }

    /** And the terminal, which hears Ctrl-C. */
    @Test
    void onlyLaunchersEndTheProcess() {
        noClasses().that(OURS).and().haveSimpleNameNotStartingWith("Redis").and().doNotHaveSimpleName("TerminalLines")
                .should().callMethod(System.class, "exit", int.class)
                .check(JADIS);
    }

    @Test
    void namesSayWhatAClassKeepsOrDecides() {
        noClasses().that(OURS)
                .should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .check(JADIS);
    }

    private static void knowsOfOursOnly(String room, String... allowed) {
        classes().that().resideInAPackage(room)
                .should(onlyDependOnClassesThat(resideInAnyPackage(allowed).or(DescribedPredicate.not(OURS))))
                .allowEmptyShould(true)
                .check(JADIS);
    }

    private static JavaClass outermost(JavaClass of) {
        JavaClass outer = of;
        while (outer.getEnclosingClass().isPresent()) outer = outer.getEnclosingClass().get();
        return outer;
    }
}
