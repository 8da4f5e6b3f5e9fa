"""Invented names for sample schools, drawn without repetition."""

from __future__ import annotations

from random import Random

_FIRST = """
Ada Aisha Alan Alma Amir Ana Andre Anika Asha Ben Bianca Bruno Caleb Carla Cara Chen Clara Dalia
Daniel Devon Diego Dora Elena Elias Emil Erin Esther Eva Farah Felix Fiona Gabriel Gina Grace
Hana Hassan Helen Hugo Ines Iris Isaac Jamal Jana Joel Judith Kai Karim Keisha Lara Leo Lina
Lucas Luis Maya Malik Maria Marta Mei Mila Miriam Nadia Naomi Nina Noah Nora Olga Omar Oscar
Paul Petra Priya Quinn Rafael Rana Rita Rosa Ruth Samir Sara Selma Simon Sofia Tara Thea Tom Uma
Vera Victor Wanda Yara Yusuf Zoe
"""

_LAST = """
Abbott Acosta Adler Ahmed Albright Almeida Amari Anders Archer Arroyo Ashby Avila Bailey
Banerjee Barlow Bauer Becker Bell Benitez Berg Bishop Blake Bloom Bond Booker Brandt Bridges
Brooks Burke Calder Campos Cardoso Carver Castillo Chandra Chavez Cho Clay Cohen Conway Cruz
Curtis Dalton Das Dawson Delgado Diaz Dixon Dorsey Duarte Duran Eaton Ellis Engel Espino Farley
Faulk Fields Fisher Flores Foster Fox Frost Fuentes Gallo Garner Gibbs Goldman Gomez Graves
Greer Grove Gupta Haddad Hale Harper Hart Hayes Hicks Holt Horne Huang Hughes Ibarra Ito Jansen
Jarvis Jimenez Joyner Kane Kapoor Keller Kemp Khan Kim Klein Knox Kramer Lambert Lane Lang
Larsen Lau Lehman Lin Lopez Lowe Lucero Mack Malone Marsh Medina Mercer Meyer Mills Moreno
Morrow Moss Mehta Nash Navarro Nguyen Nolan Novak Oakes Ochoa Okafor Olsen Ortega Owens Palmer
Park Patel Pena Pham Pierce Pope Quintero Ramos Randall Reed Reyes Rhodes Rivera Rojas Rossi
Rowe Ruiz Salas Sandoval Sato Shaw Silva Singh Solis Stark Stone Suarez Tanaka Torres Tran
Turner Vance Vargas Vega Wade Walsh Ward Webb Weiss West Wolfe Wong Yates Yoon Young Zamora
Ziegler
"""


class People:
    """Gives every person a name and a readable id that no one else of the school has."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._first, self._last = _FIRST.split(), _LAST.split()

    def next(self) -> tuple[str, str]:
        """Return the id ("rivera-m") and the name ("Maya Rivera") of somebody new."""
        while True:
            first, last = self._rng.choice(self._first), self._rng.choice(self._last)
            person = f"{last}-{first[0]}".lower()
            if person not in self._taken:
                self._taken.add(person)
                return person, f"{first} {last}"
