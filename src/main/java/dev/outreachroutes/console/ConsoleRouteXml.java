package dev.outreachroutes.console;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ModelToXMLDumper;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Writes the XML from which Hawtio draws its diagrams. Adds to Camel's what the diagram needs to show our words: that an ID was
 * given ({@code customId}; else the label is a raw expression or URI), the ID under which a node of a template counts ({@code
 * _cid}; else its counters stay empty), and the description as a note, with the destination's name. Leaves out what is shared by all
 * routes: what follows on errors and ends stands in {@code routes/}.
 */
final class ConsoleRouteXml implements ModelToXMLDumper {

    /** What a route configuration adds to routes. */
    private static final List<String> SHARED = List.of("onException", "onCompletion", "intercept");

    private final ModelToXMLDumper camels;

    ConsoleRouteXml(ModelToXMLDumper camels) {
        this.camels = camels;
    }

    @Override
    public String dumpModelAsXml(CamelContext camel, NamedNode definition) throws Exception {
        return forConsole(camel, camels.dumpModelAsXml(camel, definition));
    }

    @Override
    public String dumpModelAsXml(
            CamelContext camel,
            NamedNode definition,
            boolean resolvePlaceholders,
            boolean generatedIds,
            boolean sourceLocation)
            throws Exception {
        return forConsole(
                camel, camels.dumpModelAsXml(camel, definition, resolvePlaceholders, generatedIds, sourceLocation));
    }

    @Override
    public String dumpBeansAsXml(CamelContext camel, List<Object> beans) throws Exception {
        return camels.dumpBeansAsXml(camel, beans);
    }

    @Override
    public String dumpDataFormatsAsXml(CamelContext camel, Map<String, Object> dataFormats) throws Exception {
        return camels.dumpDataFormatsAsXml(camel, dataFormats);
    }

    private static String forConsole(CamelContext camel, String xml) throws Exception {
        if (xml == null || xml.isBlank()) {
            return xml;
        }
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = parsers.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        NodeList routes = document.getElementsByTagName("route");
        for (int i = 0; i < routes.getLength(); i++) {
            Element route = (Element) routes.item(i);
            withoutShared(route);
            label(camel, route);
        }
        Transformer writer = TransformerFactory.newInstance().newTransformer();
        writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        writer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    private static void label(CamelContext camel, Element route) {
        RouteDefinition definition = ((ModelCamelContext) camel).getRouteDefinition(route.getAttribute("id"));
        Map<String, Object> parameters = definition == null || definition.getTemplateParameters() == null
                ? Map.of()
                : definition.getTemplateParameters();
        NodeList nodes = route.getElementsByTagName("*");
        for (int i = 0; i < nodes.getLength(); i++) {
            Element node = (Element) nodes.item(i);
            String id = node.getAttribute("id");
            if (!id.isEmpty()) {
                node.setAttribute("customId", "true");
                node.setAttribute("_cid", route.getAttribute("nodePrefixId") + id);
            }
            String description = node.getAttribute("description");
            if (!description.isEmpty()) {
                String resolved = resolve(description, parameters);
                node.setAttribute("description", resolved);
                if (node.getAttribute("note").isEmpty()) {
                    node.setAttribute("note", resolved);
                }
            }
        }
    }

    /** Hawtio would draw them one after the other before the first step, as if each event went through all of them. */
    private static void withoutShared(Element route) {
        Node next = route.getFirstChild();
        while (next != null) {
            Node each = next;
            next = each.getNextSibling();
            if (SHARED.contains(each.getNodeName())) {
                route.removeChild(each);
            }
        }
    }

    private static String resolve(String text, Map<String, Object> parameters) {
        String resolved = text;
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            resolved = resolved.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
        }
        return resolved;
    }
}
