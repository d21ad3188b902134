package io.guestfs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;

/** All classes of the library modules and of the generator, without those of the tests. */
final class LibraryClasses {

    /** What users may name: the packages that the module of the handle exports. */
    static final List<String> EXPORTED = List.of(
            "io.guestfs",
            "io.guestfs.calls",
            "io.guestfs.diagnosis",
            "io.guestfs.error",
            "io.guestfs.event",
            "io.guestfs.structs");

    private LibraryClasses() {}

    static JavaClasses load() {
        return new ClassFileImporter()
                .withImportOption(LibraryClasses::ofTheLibrary)
                .importPackages("io.guestfs");
    }

    private static boolean ofTheLibrary(Location location) {
        return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }

    /** Whether a class is one that users can name. */
    static boolean exported(JavaClass type) {
        return EXPORTED.contains(type.getPackageName()) || type.getPackageName().equals("io.guestfs.nio");
    }
}
