package io.millsight.service.labelstudio;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A labelling interface: an image with labelled rectangles.
 *
 * @param control the name of the rectangles
 * @param object the name of the image
 * @param member the member of a task's data that holds the image
 * @param labels the labels of the rectangles
 */
public record LabelConfig(String control, String object, String member, List<String> labels) {

    private static final int LONGEST = 256 << 10;
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    public LabelConfig {
        labels = List.copyOf(labels);
    }

    /**
     * Reads the XML of a labelling interface. Document types and entities of other files are refused.
     *
     * @throws LabelStudioException if it is not XML, or has no rectangles on an image
     */
    public static LabelConfig parse(String xml) {
        if (xml.length() > LONGEST) {
            throw new LabelStudioException("the labelling interface has more than " + LONGEST + " characters");
        }
        Element root = root(xml);
        Element rectangles = first(root, "RectangleLabels")
                .orElseThrow(() -> new LabelStudioException("the labelling interface has no RectangleLabels"));
        String object = rectangles.getAttribute("toName");
        Element image = elements(root, "Image").stream()
                .filter(each -> each.getAttribute("name").equals(object))
                .findFirst()
                .orElseThrow(() -> new LabelStudioException(
                        "the labelling interface has no Image of the name " + MessageText.quote(object)));
        List<String> labels = elements(rectangles, "Label").stream()
                .map(label -> label.hasAttribute("alias") ? label.getAttribute("alias") : label.getAttribute("value"))
                .toList();
        return new LabelConfig(
                rectangles.getAttribute("name"),
                object,
                image.getAttribute("value").replaceFirst("^\\$", ""),
                labels);
    }

    private static Element root(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // else the library prints
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException e) {
            throw new LabelStudioException("the labelling interface is not XML without a DOCTYPE: "
                    + MessageText.oneLine(String.valueOf(e.getMessage())));
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(
                    e); // the parser of the JDK has both features, and a string is always readable
        }
    }

    private static Optional<Element> first(Element root, String name) {
        return elements(root, name).stream().findFirst();
    }

    private static List<Element> elements(Element root, String name) {
        NodeList nodes = root.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Returns the label of a type of defect, whatever its spelling; the name of the type if there is none. */
    String label(DefectType type) {
        return labels.stream().filter(label -> isSame(label, type)).findFirst().orElse(type.name());
    }

    /** Returns the labels that are no type of the model: nothing is ever predicted for them. */
    public List<String> unknownLabels(List<DefectType> types) {
        return labels.stream()
                .filter(label -> types.stream().noneMatch(type -> isSame(label, type)))
                .toList();
    }

    /** Returns the types of the model for which the interface has no label. */
    public List<String> missingLabels(List<DefectType> types) {
        return types.stream()
                .filter(type -> labels.stream().noneMatch(label -> isSame(label, type)))
                .map(DefectType::name)
                .toList();
    }

    /** Returns whether a label is the name of a type: case, blanks, hyphens and underscores do not matter. */
    static boolean isSame(String label, DefectType type) {
        return plain(label).equals(plain(type.name()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ").strip();
    }
}
