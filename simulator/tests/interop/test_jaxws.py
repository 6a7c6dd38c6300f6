import pytest

RUNTIME = "/usr/share/java/jaxws-rt.jar"  # Debian's; its manifest names all that it needs


@pytest.mark.needs_tool("jaxws")
def test_jaxws_runs_the_errand_on_classes_that_wsimport_made(landlord, clients, tmp_path):
    wsimport = ["wsimport", "-keep", "-Xnocompile", "-p", "nps.generated", "-d", str(tmp_path)]
    said = landlord.run([*wsimport, landlord.wsdl])
    assert said.split() == ["parsing", "WSDL...", "Generating", "code..."]
    sources = [str(path) for path in tmp_path.rglob("*.java")]
    # Warnings about the generated code itself are the generator's; `serial` is the one it has.
    javac = ["javac", "-Werror", "-Xlint:all,-serial,-path,-processing,-options"]
    javac += ["-encoding", "UTF-8", "-cp", RUNTIME, "-d", str(tmp_path)]
    assert landlord.run([*javac, *sources, str(clients / "Client.java")]) == ""
    # Without the property the library warns about how it finds its own SAAJ implementation.
    saaj = "-Djavax.xml.soap.SAAJMetaFactory=com.sun.xml.messaging.saaj.soap.SAAJMetaFactoryImpl"
    java = ["java", saaj, "-cp", f"{RUNTIME}:{tmp_path}", "Client"]
    landlord.check(landlord.run([*java, *landlord.errand]))
