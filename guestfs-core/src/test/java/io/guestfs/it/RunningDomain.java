package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The definition of a running domain as libvirt gives it, taken apart: the path of each attribute and text with its value, such as
 * {@code devices/disk[2]/driver@cache}. What libvirt makes up for each domain is left out.
 *
 * @param points path and value
 */
record RunningDomain(SortedMap<String, String> points) {

    /** Numbers and names that libvirt gives each domain and device. */
    private static final Set<String> MADE_UP = Set.of("name", "uuid", "alias");

    /** Reads a definition. */
    static RunningDomain read(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Element domain = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)))
                    .getDocumentElement();
            SortedMap<String, String> points = new TreeMap<>();
            points.put("@type", domain.getAttribute("type"));
            children(domain, "", points);
            return new RunningDomain(points);
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("not a domain: " + xml, e);
        }
    }

    private static void children(Element parent, String path, Map<String, String> points) {
        Map<String, Integer> seen = new HashMap<>();
        for (Element element : elements(parent)) {
            String name = element.getTagName();
            if (!MADE_UP.contains(name) && !"pci".equals(element.getAttribute("type"))) {
                String kind = kind(element);
                int number = seen.merge(name + kind, 1, Integer::sum);
                String order = name.equals("disk") || number > 1 ? "[" + number + "]" : "";
                add(element, (path.isEmpty() ? "" : path + "/") + name + kind + order, points);
            }
        }
    }

    /** Of these there are several, and libvirt adds some of its own between them. */
    private static String kind(Element element) {
        return switch (element.getTagName()) {
            case "controller", "input" -> "[" + element.getAttribute("type") + "]";
            case "timer", "feature" -> "[" + element.getAttribute("name") + "]";
            default -> "";
        };
    }

    private static void add(Element element, String path, Map<String, String> points) {
        int size = points.size();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!attribute.getNodeName().equals("index")) {
                points.put(path + "@" + attribute.getNodeName(), attribute.getNodeValue());
            }
        }
        List<Element> inside = elements(element);
        String text = element.getTextContent().strip();
        if (inside.isEmpty() && (!text.isEmpty() || points.size() == size)) {
            points.put(path, text);
        }
        children(element, path, points);
    }

    private static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The disk that the appliance runs from: what lies below the last one. */
    String root() {
        String path = "";
        for (int disk = 1; points.containsKey("devices/disk[" + disk + "]@type"); disk++) {
            path = "devices/disk[" + disk + "]/backingStore/source@file";
        }
        String root = points.get(path);
        if (root == null) {
            throw new IllegalStateException("no appliance in " + points);
        }
        return root;
    }

    /** The points in which another differs, each with that of this one and that of the other; a dash where there is none. */
    SortedMap<String, String> differences(RunningDomain other) {
        Set<String> paths = new TreeSet<>(points.keySet());
        paths.addAll(other.points.keySet());
        SortedMap<String, String> differences = new TreeMap<>();
        for (String path : paths) {
            String left = points.getOrDefault(path, "-");
            String right = other.points.getOrDefault(path, "-");
            if (!left.equals(right)) {
                differences.put(path, left + " | " + right);
            }
        }
        return differences;
    }
}
