package io.millsight.steel.format;

import java.util.List;
import java.util.Optional;

/** XML element without its attributes. */
record XmlElement(String name, int line, String text, List<XmlElement> children) {

    Optional<XmlElement> child(String childName) {
        return children.stream()
                .filter(child -> child.name.equalsIgnoreCase(childName))
                .findFirst();
    }

    List<XmlElement> children(String childName) {
        return children.stream()
                .filter(child -> child.name.equalsIgnoreCase(childName))
                .toList();
    }
}
