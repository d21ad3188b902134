package io.guestfs.it;

import static java.util.Objects.requireNonNull;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.Application2;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What is found out about all systems on some disks: once by this library, once by the C library, in the same form.
 *
 * @param roots of the systems, in the order in which they were found
 * @param answers to each question about each root, as guestfish prints them; nothing where the question fails
 * @param icons of the systems, empty where there is none
 */
record InspectionReport(List<String> roots, Map<String, List<String>> answers, Map<String, byte[]> icons) {

    private static final String MARK = "=== ";
    private static final String ICON = "inspect-get-icon";
    private static final String APPLICATIONS = "inspect-list-applications2";

    /** The questions that need no file system of the guest, by the name that guestfish has for them. */
    private static final Map<String, BiFunction<GuestFS, String, Object>> QUESTIONS = questions();

    private static Map<String, BiFunction<GuestFS, String, Object>> questions() {
        Map<String, BiFunction<GuestFS, String, Object>> all = new LinkedHashMap<>();
        all.put("inspect-get-type", GuestFS::inspectGetType);
        all.put("inspect-get-distro", GuestFS::inspectGetDistro);
        all.put("inspect-get-product-name", GuestFS::inspectGetProductName);
        all.put("inspect-get-product-variant", GuestFS::inspectGetProductVariant);
        all.put("inspect-get-major-version", GuestFS::inspectGetMajorVersion);
        all.put("inspect-get-minor-version", GuestFS::inspectGetMinorVersion);
        all.put("inspect-get-arch", GuestFS::inspectGetArch);
        all.put("inspect-get-hostname", GuestFS::inspectGetHostname);
        all.put("inspect-get-package-format", GuestFS::inspectGetPackageFormat);
        all.put("inspect-get-package-management", GuestFS::inspectGetPackageManagement);
        all.put("inspect-get-osinfo", GuestFS::inspectGetOsinfo);
        all.put("inspect-get-mountpoints", GuestFS::inspectGetMountpoints);
        all.put("inspect-get-filesystems", GuestFS::inspectGetFilesystems);
        all.put("inspect-get-drive-mappings", GuestFS::inspectGetDriveMappings);
        all.put("inspect-get-windows-systemroot", GuestFS::inspectGetWindowsSystemroot);
        all.put("inspect-get-windows-software-hive", GuestFS::inspectGetWindowsSoftwareHive);
        all.put("inspect-get-windows-system-hive", GuestFS::inspectGetWindowsSystemHive);
        all.put("inspect-get-windows-current-control-set", GuestFS::inspectGetWindowsCurrentControlSet);
        return all;
    }

    /** What this library says. Unmounts everything. */
    static InspectionReport ofThisLibrary(GuestFS g) {
        List<String> roots = g.inspectOs();
        Map<String, List<String>> answers = new TreeMap<>();
        Map<String, byte[]> icons = new TreeMap<>();
        for (String root : roots) {
            QUESTIONS.forEach(
                    (name, question) -> answers.put(root + " " + name, answer(() -> question.apply(g, root))));
            g.mountRo(root, "/");
            answers.put(root + " " + APPLICATIONS, answer(() -> applications(g.inspectListApplications2(root))));
            icons.put(root, g.inspectGetIcon(root));
            g.umountAll();
        }
        return new InspectionReport(roots, answers, icons);
    }

    private interface Question {
        Object ask();
    }

    private static List<String> answer(Question question) {
        Object answer;
        try {
            answer = question.ask();
        } catch (GuestFSException e) {
            // guestfish prints nothing either.
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (answer instanceof Map<?, ?> map) {
            map.forEach((key, value) -> lines.add(key + ": " + value));
        } else if (answer instanceof List<?> list) {
            list.forEach(line -> lines.add((String) line));
        } else {
            lines.add(answer.toString());
        }
        return lines;
    }

    private static List<String> applications(List<Application2> applications) {
        List<String> lines = new ArrayList<>();
        for (Application2 a : applications) {
            lines.add("[" + applications.indexOf(a) + "] = {");
            lines.add("  app2_name: " + a.app2Name());
            lines.add("  app2_display_name: " + a.app2DisplayName());
            lines.add("  app2_epoch: " + a.app2Epoch());
            lines.add("  app2_version: " + a.app2Version());
            lines.add("  app2_release: " + a.app2Release());
            lines.add("  app2_arch: " + a.app2Arch());
            lines.add("  app2_install_path: " + a.app2InstallPath());
            lines.add("  app2_trans_path: " + a.app2TransPath());
            lines.add("  app2_publisher: " + a.app2Publisher());
            lines.add("  app2_url: " + a.app2Url());
            lines.add("  app2_source_package: " + a.app2SourcePackage());
            lines.add("  app2_summary: " + a.app2Summary());
            lines.addAll(("  app2_description: " + a.app2Description()).lines().toList());
            lines.add("}");
        }
        return lines;
    }

    /**
     * What the C library says.
     *
     * @param options that add the disks
     * @param opening commands after the launch, a line each
     * @param roots about which it is asked
     */
    static InspectionReport ofCLibrary(List<String> options, String opening, List<String> roots) {
        StringBuilder commands = new StringBuilder("run\n").append(opening);
        ask(commands, "roots", "inspect-os");
        for (String root : roots) {
            QUESTIONS.keySet().forEach(name -> ask(commands, root + " " + name, name + " " + root));
            commands.append("mount-ro ").append(root).append(" /\n");
            ask(commands, root + " " + APPLICATIONS, APPLICATIONS + " " + root);
            ask(commands, root + " " + ICON, ICON + " " + root + " | base64");
            commands.append("umount-all\n");
        }
        return sorted(Guestfish.run(options, commands.toString()).output());
    }

    private static void ask(StringBuilder commands, String title, String command) {
        commands.append("echo \"").append(MARK).append(title).append("\"\n");
        commands.append('-').append(command).append('\n');
    }

    private static InspectionReport sorted(List<String> output) {
        Map<String, List<String>> answers = new TreeMap<>();
        List<String> answer = new ArrayList<>();
        for (String line : output) {
            if (line.startsWith(MARK)) {
                answer = new ArrayList<>();
                answers.put(line.substring(MARK.length()), answer);
            } else if (!line.startsWith("  app2_spare")) {
                // Later the first of those became the class, which the C library of the test may not know.
                answer.add(line);
            }
        }
        List<String> roots = requireNonNull(answers.remove("roots"), "no list of roots");
        Map<String, byte[]> icons = new TreeMap<>();
        for (String root : roots) {
            List<String> text = requireNonNull(answers.remove(root + " " + ICON), root);
            icons.put(root, Base64.getDecoder().decode(String.join("", text)));
        }
        return new InspectionReport(roots, answers, icons);
    }

    /** An answer as one text. */
    String answer(String root, String question) {
        return String.join("\n", requireNonNull(answers.get(root + " " + question), root));
    }

    /** The icon of a system, empty when it has none. */
    byte[] icon(String root) {
        return requireNonNull(icons.get(root), root);
    }
}
