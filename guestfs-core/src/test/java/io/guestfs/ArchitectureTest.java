package io.guestfs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import io.guestfs.error.GuestFSException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules on who may use whom and what; the numbers are those of the project's design. */
class ArchitectureTest {

    private static final JavaClasses ALL = LibraryClasses.load();

    private static final String[] CORE = {
        "io.guestfs",
        "io.guestfs.calls..",
        "io.guestfs.diagnosis..",
        "io.guestfs.error..",
        "io.guestfs.event..",
        "io.guestfs.structs..",
        "io.guestfs.nio..",
        "io.guestfs.internal.."
    };

    @Test
    void rule1PackagesFormATree() {
        slices().matching("io.guestfs.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void rule2ProtocolAndApplianceNeverMeetAndDoNotKnowCore() {
        noClasses()
                .that()
                .resideInAPackage("io.guestfs.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.guestfs.appliance..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE)
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("io.guestfs.appliance..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.guestfs.protocol..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE)
                .check(ALL);
    }

    @Test
    void rule3NothingAtRunTimeUsesTheGenerator() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.guestfs.protocol.description..", "io.guestfs.protocol.generator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.guestfs.protocol.description..", "io.guestfs.protocol.generator..")
                .check(ALL);
    }

    @Test
    void rule4OnlyNioUsesTheHandle() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.guestfs", "io.guestfs.nio..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.guestfs")
                .check(ALL);
    }

    @Test
    void rule5NioAndMountLocalUsePublicCallsOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.guestfs.nio..", "io.guestfs.internal.mountlocal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.guestfs.internal.codec..", "io.guestfs.protocol.session..")
                .allowEmptyShould(true)
                .check(ALL);
    }

    /** A lower failure is seen where a constructor is given the cause. */
    @Test
    void rule6OnlyErrorMapperTurnsLowerFailuresIntoOurExceptions() {
        List<String> elsewhere = ALL.stream()
                .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isAssignableTo(GuestFSException.class))
                .filter(call -> call.getTarget().getRawParameterTypes().stream()
                        .anyMatch(parameter -> parameter.isAssignableTo(Throwable.class)))
                .filter(call -> !call.getOriginOwner().isAssignableTo(GuestFSException.class))
                .filter(call -> !call.getOriginOwner().getSimpleName().equals("ErrorMapper"))
                .map(Object::toString)
                .toList();
        assertThat(elsewhere).isEmpty();
    }

    /** The watchdog is a child of its own kind: it must outlive this JVM, which the other two must not. */
    @Test
    void rule7ProcessesAreStartedInThreePlaces() {
        assertThat(callers("java.lang.ProcessBuilder", "start"))
                .containsOnly("ExternalCommand", "ChildProcess", "WatchdogShell");
        assertThat(callers("java.lang.Runtime", "exec")).isEmpty();
    }

    /** The console and the lines that we print are no wire text; each place says which encoding it means. */
    @Test
    void rule7OnlyWireTextTurnsBytesIntoText() {
        Stream<String> converters = ALL.stream()
                .filter(type -> type.getPackageName().startsWith("io.guestfs"))
                .filter(type -> !type.getPackageName().startsWith("io.guestfs.appliance"))
                .filter(type -> !type.getPackageName().startsWith("io.guestfs.protocol.description"))
                .filter(type -> !type.getPackageName().startsWith("io.guestfs.protocol.generator"))
                .filter(ArchitectureTest::convertsText)
                .map(ArchitectureTest::outermost);
        assertThat(converters.distinct().toList())
                .containsOnly("WireText", "DefaultEventPrinter", "CallTrace", "ConsolePump");
    }

    private static boolean convertsText(JavaClass type) {
        return type.getCodeUnitAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().isEquivalentTo(String.class))
                .anyMatch(access -> access.getTarget().getName().equals("getBytes")
                        || (access.getTarget().getName().equals("<init>")
                                && access.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(parameter -> parameter.isEquivalentTo(byte[].class))));
    }

    @Test
    void rule8PublicClassesCanNotBeExtendedAtWill() {
        List<String> open = ALL.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.isInterface() && !type.isEnum() && !type.isRecord())
                .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                .filter(type -> !type.reflect().isSealed())
                .map(JavaClass::getName)
                .toList();
        assertThat(open).isEmpty();
    }

    @Test
    void rule9PublicSignaturesNameNoInternalTypes() {
        List<String> leaks = ALL.stream()
                .filter(LibraryClasses::exported)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getMembers().stream())
                .filter(ArchitectureTest::visible)
                .filter(member -> signature(member).stream().anyMatch(ArchitectureTest::internal))
                .map(JavaMember::getFullName)
                .toList();
        assertThat(leaks).isEmpty();
    }

    private static boolean visible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static List<JavaClass> signature(JavaMember member) {
        List<JavaClass> types = new ArrayList<>();
        if (member instanceof JavaCodeUnit code) {
            types.addAll(code.getReturnType().getAllInvolvedRawTypes());
            for (JavaParameter parameter : code.getParameters()) {
                types.addAll(parameter.getType().getAllInvolvedRawTypes());
            }
            types.addAll(code.getExceptionTypes());
        } else if (member instanceof JavaField field) {
            types.addAll(field.getType().getAllInvolvedRawTypes());
        }
        return types;
    }

    private static boolean internal(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("io.guestfs") && !LibraryClasses.exported(type);
    }

    @Test
    void rule10StandardStreamsAreLeftAlone() {
        assertThat(readers("java.lang.System", "out")).isEmpty();
        assertThat(readers("java.lang.System", "err")).containsOnly("DefaultEventPrinter");
    }

    @Test
    void rule10NothingDependsOnTheDefaultCharset() {
        List<String> calls = ALL.stream()
                .flatMap(type -> type.getCodeUnitCallsFromSelf().stream())
                .filter(call -> usesDefaultCharset(
                        call.getTargetOwner().getName(),
                        call.getTarget().getName(),
                        call.getTarget().getRawParameterTypes()))
                .map(Object::toString)
                .toList();
        assertThat(calls).isEmpty();
    }

    private static boolean usesDefaultCharset(String owner, String method, List<JavaClass> parameters) {
        boolean charset = parameters.stream()
                .anyMatch(type -> type.isAssignableTo(Charset.class) || type.isEquivalentTo(String.class));
        boolean bytes = parameters.stream().anyMatch(type -> type.isEquivalentTo(byte[].class));
        return switch (owner) {
            case "java.lang.String" -> !charset && (method.equals("getBytes") || (method.equals("<init>") && bytes));
            case "java.io.InputStreamReader", "java.io.OutputStreamWriter" -> !charset && method.equals("<init>");
            case "java.io.FileReader", "java.io.FileWriter" ->
                parameters.stream().noneMatch(type -> type.isAssignableTo(Charset.class));
            case "java.nio.charset.Charset" -> method.equals("defaultCharset");
            default -> false;
        };
    }

    @Test
    void rule10StaticStateIsOnlyTheListOfOpenHandles() {
        List<String> state = ALL.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(field -> !field.getOwner().getSimpleName().equals("OpenHandles"))
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL) || mutable(field.getRawType()))
                .map(JavaField::getFullName)
                .toList();
        assertThat(state).isEmpty();
    }

    /** What runs without an executor runs there, and so does what the JDK does about the end of a process. */
    @Test
    void rule11NothingWaitsForTheCommonPool() {
        List<String> users = ALL.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> usesCommonPool(
                        call.getTargetOwner().getName(),
                        call.getName(),
                        call.getTarget().getRawParameterTypes()))
                .map(Object::toString)
                .toList();
        assertThat(users).isEmpty();
    }

    private static boolean usesCommonPool(String owner, String method, List<JavaClass> parameters) {
        return switch (owner) {
            case "java.lang.Process", "java.lang.ProcessHandle" -> method.equals("onExit");
            case "java.util.concurrent.CompletableFuture", "java.util.concurrent.CompletionStage" ->
                (method.endsWith("Async") || method.equals("delayedExecutor"))
                        && parameters.stream().noneMatch(type -> type.isEquivalentTo(Executor.class));
            case "java.util.concurrent.ForkJoinPool" -> method.equals("commonPool");
            default -> method.equals("parallelStream") || (method.equals("parallel") && parameters.isEmpty());
        };
    }

    private static boolean mutable(JavaClass type) {
        String name = type.getName();
        return name.startsWith("java.util.concurrent.")
                || name.equals("java.lang.ThreadLocal")
                || name.equals("java.lang.Thread")
                || Set.of(
                                "java.util.ArrayList",
                                "java.util.HashMap",
                                "java.util.HashSet",
                                "java.util.LinkedHashMap",
                                "java.util.TreeMap",
                                "java.util.ArrayDeque")
                        .contains(name);
    }

    private static List<String> callers(String owner, String method) {
        return ALL.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().getName().equals(owner)
                                && call.getTarget().getName().equals(method)))
                .map(ArchitectureTest::outermost)
                .distinct()
                .toList();
    }

    private static List<String> readers(String owner, String field) {
        return ALL.stream()
                .filter(type -> type.getFieldAccessesFromSelf().stream()
                        .anyMatch(access -> access.getTargetOwner().getName().equals(owner)
                                && access.getTarget().getName().equals(field)))
                .map(ArchitectureTest::outermost)
                .distinct()
                .toList();
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }
}
