package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.qemu.MachineProfile;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What libvirt tells of its host, as far as a launch asks.
 *
 * @param domainTypes the kinds of domains of our architecture, such as {@code qemu} and {@code kvm}
 * @param emulator the program that runs them; null if libvirt does not name one
 * @param user the user that qemu will be; null if libvirt does not change users
 * @param selinux true if SELinux holds what libvirt starts
 */
public record HostCapabilities(
        Set<String> domainTypes,
        @Nullable String emulator,
        @Nullable QemuUser user,
        boolean selinux) {
    private static final int LIMIT = 8 << 20;
    private static final Pattern IDS = Pattern.compile("\\+(\\d{1,9}):\\+(\\d{1,9})");

    /**
     * Who qemu will be.
     *
     * @param uid user id
     * @param gid group id
     */
    public record QemuUser(int uid, int gid) {
        /**
         * As libvirt writes it.
         *
         * @return for instance {@code +64055:+64055}
         */
        public String label() {
            return "+" + uid + ":+" + gid;
        }
    }

    /**
     * Reads them.
     *
     * @param xml what libvirt said
     * @param profile our architecture
     * @return what it means
     * @throws LibvirtFailure if it can't be read
     */
    public static HostCapabilities read(String xml, MachineProfile profile) throws LibvirtFailure {
        Element root = root(xml);
        Set<String> types = new HashSet<>();
        String emulator = null;
        for (Element guest : children(root, "guest")) {
            for (Element arch : children(guest, "arch")) {
                if (arch.getAttribute("name").equals(profile.libvirtArchitecture())) {
                    children(arch, "domain").forEach(domain -> types.add(domain.getAttribute("type")));
                    emulator = children(arch, "emulator").stream()
                            .map(Element::getTextContent)
                            .findFirst()
                            .orElse(emulator);
                }
            }
        }
        boolean selinux = models(root, "selinux").findAny().isPresent();
        return new HostCapabilities(Set.copyOf(types), emulator, user(root), selinux);
    }

    private static @Nullable QemuUser user(Element root) {
        return models(root, "dac")
                .flatMap(model -> children(model, "baselabel").stream())
                .map(label -> IDS.matcher(label.getTextContent()))
                .filter(Matcher::matches)
                .map(ids -> new QemuUser(Integer.parseInt(ids.group(1)), Integer.parseInt(ids.group(2))))
                .findFirst()
                .orElse(null);
    }

    private static Stream<Element> models(Element root, String wanted) {
        return children(root, "host").stream()
                .flatMap(host -> children(host, "secmodel").stream())
                .filter(model -> children(model, "model").stream()
                        .anyMatch(name -> name.getTextContent().equals(wanted)));
    }

    private static Element root(String xml) throws LibvirtFailure {
        if (xml.length() > LIMIT) {
            throw new LibvirtFailure("the capabilities have " + xml.length() + " characters", null);
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new LibvirtFailure("the capabilities can't be read: " + e.getMessage(), e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
