"""Given names of German, French and English, as they stand in documents of 1750 to 2000.

Written for this project from general knowledge; left out are names that are first of all words
or places (Rose, May, Faith, Grace, Mark, Will, Sydney, Florence; Ernst, Linde; Aimé, Blanche).
"""

_GERMAN = """
Adam Adelheid Adolf Agathe Agnes Albert Albrecht Alexander Alfons Alfred Alma Alois Aloisia
Amalie Andreas Angela Anita Anke Anna Anne Anneliese Annemarie Anni Antje Anton Antonia
Apollonia Arno Arnold Arthur Artur August Auguste Augustin Axel Barbara Beate Benedikt Benno
Bernd Bernhard Berta Bertha Berthold Birgit Brigitte Bruno Burkhard Bärbel Carl Charlotte
Christa Christel Christian Christiane Christina Christine Christoph Clara Claudia Claus Clemens
Conrad Cornelia Curt Cäcilie Dagmar Daniel David Detlef Dieter Dietmar Dietrich Dora Doris
Dorothea Eberhard Eckhard Edeltraud Edgar Edith Eduard Egon Elfriede Elisabeth Elke Ella Elli
Elly Elsa Elsbeth Else Emil Emilie Emma Emmi Erhard Erich Erika Erna Ernestine Erwin Esther
Eugen Eva Ewald Felix Ferdinand Florian Franz Franziska Frieda Frieder Friederike Friedrich
Fritz Gabriele Georg Gerd Gerda Gerhard Gerlinde Gertrud Gertrude Gisela Gottfried Gottlieb
Gottlob Gretchen Grete Gudrun Guido Gustav Günter Günther Hanna Hanne Hannelore Hans Harald
Hartmut Hedwig Heidi Heike Heiko Heiner Heinrich Heinz Helene Helga Helmut Helmuth Henriette
Herbert Hermann Hermine Herta Hertha Hilda Hilde Hildegard Holger Horst Hubert Hugo Ida Ignaz
Ilse Inge Ingeborg Ingrid Irene Irma Irmgard Isabella Jakob Joachim Jochen Johann Johanna
Johannes Josef Josefa Josefine Joseph Juliane Julius Jutta Jürgen Karin Karl Karla Karoline
Karsten Kaspar Katharina Kathrin Klara Klaus Konrad Konstanze Kornelia Kurt Käthe Lambert Leni
Leonhard Leopold Liesel Lieselotte Lina Lisbeth Lorenz Lothar Lotte Louise Ludwig Luise Lutz
Magda Magdalena Manfred Margarete Margarethe Margit Margot Maria Marianne Marie Marlene Marta
Martha Martin Martina Mathias Mathilde Matthias Max Maximilian Melchior Meta Michael Minna
Monika Moritz Nikolaus Nora Norbert Olga Oskar Oswald Otmar Ottilie Otto Paul Paula Pauline
Peter Petra Philipp Rainer Ralf Regina Reiner Reinhard Reinhold Renate Richard Robert Roland
Rolf Roman Rosa Rosalie Rosemarie Rosina Rudi Rudolf Rupert Ruth Sabine Sebastian Siegfried
Siegmund Sigrid Simon Sofie Sophie Stefan Susanne Thekla Theodor Therese Theresia Thomas
Traugott Ulrich Ulrike Ursula Ute Uwe Valentin Vera Veronika Viktor Viktoria Volker Walburga
Waldemar Walter Walther Waltraud Wenzel Werner Wilhelm Wilhelmine Willi Willy Winfried Wolfgang
Xaver
"""
_FRENCH = """
Achille Adolphe Adrien Adrienne Adèle Adélaïde Agathe Agnès Alain Albert Alberte Albertine
Alexandre Alexandrine Alfred Alice Aline Alphonse Amélie Anatole André Andrée Ange Angèle
Angélique Annette Anselme Antoine Antoinette Antonin Aristide Armand Armande Arsène Arthur
Athanase Auguste Augustin Augustine Aurélie Baptiste Barthélemy Basile Bastien Benjamin Benoît
Bernadette Bernard Berthe Bertrand Brigitte Bruno Camille Caroline Casimir Catherine Charles
Charlotte Christian Christiane Christine Christophe Claire Clarisse Claude Claudine Clotilde
Clovis Clémence Clément Clémentine Colette Constance Constant Corentin Cyprien Cyrille Cécile
Célestin Célestine Célina Césaire César Damien Daniel Danielle David Delphine Denis Denise
Didier Dieudonné Dominique Désiré Désirée Edgar Edmond Edmée Edouard Elisabeth Elise Elvire
Emile Emilie Emma Emmanuel Ernest Ernestine Estelle Esther Etienne Eugène Eugénie Eulalie
Eustache Fabien Fabrice Ferdinand Fernand Fernande Firmin Florentin Francine Francis François
Françoise Frédéric Félicie Félicité Félix Gabriel Gabrielle Gaspard Gaston Geneviève Georges
Georgette Germain Germaine Gervais Ghislaine Gilbert Gilberte Gilles Ginette Gisèle Grégoire
Guillaume Gustave Guy Gérard Hector Henri Henriette Herbert Hervé Hippolyte Honorine Honoré
Horace Hortense Hubert Hugues Hyacinthe Hélène Ignace Irma Irène Isabelle Isidore Jacob
Jacqueline Jacques Janine Jean Jeanne Jeannette Jeannine Joachim Joseph Josette Joséphine Jules
Julia Julie Julien Julienne Juliette Justine Jérémie Jérôme Laure Laurence Laurent Lazare
Liliane Louis Louise Luc Lucette Lucie Lucien Lucienne Ludovic Léa Léon Léonard Léonie Léontine
Léopold Madeleine Marc Marcel Marceline Marcelle Marguerite Marie Mariette Marin Marius Marthe
Martial Martine Mathieu Mathilde Maurice Mauricette Maxime Maximilien Michel Micheline Michèle
Monique Mélanie Napoléon Narcisse Nathalie Nicolas Nicole Noémie Octave Octavie Odette Odile
Olivier Olympe Onésime Oscar Pascal Patrice Paul Paule Paulette Pauline Philibert Philippe
Philomène Pierre Pierrette Placide Prosper Rachel Raoul Raphaël Raymond Raymonde René Renée
Richard Robert Roger Rolande Romain Rosalie Rosine Régine Régis Rémi Rémy Sabine Samuel Sidonie
Silvain Simon Simone Solange Sophie Stanislas Stéphane Suzanne Sylvain Sylvie Sébastien Séraphin
Thibault Thierry Thomas Théodore Théophile Thérèse Toussaint Urbain Valentin Valentine Valérie
Victoire Victor Victorine Vincent Virginie Vital Vivienne Véronique Xavier Yves Yvette Yvonne
Zoé Édith Édmond Édouard Éliane Élie Élisa Élisabeth Élise Éloi Éléonore Émile Émilie Étienne
Évariste Éveline
"""
_ENGLISH = """
Aaron Abigail Abraham Ada Adam Agatha Agnes Alan Albert Alec Alexander Alfred Alice Alison Allan
Allen Amelia Amos Amy Andrew Angela Ann Anna Anne Annie Anthony Arabella Archibald Arnold Arthur
Audrey Augustus Barbara Barnabas Barry Bartholomew Basil Beatrice Benjamin Bernard Bertha
Bertram Beryl Bessie Betty Brenda Brian Bridget Bruce Caleb Carol Caroline Catherine Cecil
Cecilia Cedric Charles Charlotte Christina Christine Christopher Clara Clarence Claude Clifford
Clive Colin Constance Cornelius Cuthbert Cynthia Cyril Daniel Daphne David Deborah Denis Dennis
Derek Diana Donald Dora Doreen Doris Dorothy Douglas Duncan Ebenezer Edgar Edith Edmund Edna
Edward Edwin Eileen Eleanor Eli Elias Elijah Eliza Elizabeth Ella Ellen Elsie Emily Emma
Emmanuel Enoch Eric Ernest Esther Ethel Eugene Eunice Eva Evelyn Ezekiel Felix Frances Francis
Frank Fred Frederick Gareth Geoffrey George Gerald Gerard Gertrude Gilbert Gladys Godfrey Gordon
Gregory Gwendolen Hannah Harold Harriet Harry Harvey Hazel Hector Helen Henrietta Henry Herbert
Herman Hilda Horace Howard Hubert Hugh Humphrey Ian Ida Ira Irene Isaac Isabel Isabella Isaiah
Ivor Jacob James Jane Janet Jason Jean Jeffrey Jemima Jennifer Jeremiah Jeremy Jessie Joan
Joanna Job Joel John Jonah Jonathan Joseph Josephine Joshua Josiah Joyce Judith Julia Julian
Kate Katharine Katherine Kathleen Keith Kenneth Laura Laurence Lawrence Leah Leonard Leslie
Lewis Lilian Lillian Linda Lionel Lizzie Louis Louisa Louise Lucy Luke Lydia Mabel Magdalen
Malcolm Margaret Margery Maria Marian Marion Marjorie Martha Martin Mary Matilda Matthew Maud
Maureen Maurice Mavis Maxwell Michael Mildred Millicent Minnie Miriam Moira Mollie Monica Moses
Muriel Nancy Nathan Nathaniel Nehemiah Neil Nellie Nicholas Nigel Nora Norah Norman Obadiah
Oliver Olivia Oscar Oswald Owen Pamela Patricia Patrick Paul Pauline Percival Percy Peter Philip
Phoebe Phyllis Rachel Ralph Raymond Rebecca Reginald Reuben Rhoda Richard Robert Robin Roderick
Roger Roland Ronald Rosalind Rosamund Rosemary Rowland Roy Rupert Ruth Samson Samuel Sarah
Septimus Seth Sheila Shirley Sidney Silas Simeon Simon Solomon Sophia Stanley Stella Stephen
Stewart Stuart Susan Susanna Sybil Sylvia Thaddeus Theodore Theresa Thomas Timothy Tobias Trevor
Ursula Valentine Vera Vernon Veronica Victor Vincent Violet Walter Wilfred Wilfrid William
Winifred Winston Zachariah
"""

GERMAN = frozenset(_GERMAN.split())
FRENCH = frozenset(_FRENCH.split())
ENGLISH = frozenset(_ENGLISH.split())
